"""Times Hugging Face's tokenizers on the text of `electra bench text`: encoding by WordPiece, and training of a vocabulary.

The argument is a JSON object: threads, quick, text (a file), pieces, minFrequency, limitAlphabet. The answers are JSON objects, one per
line: versions, then per measurement what, who and the seconds of each pass.
"""
import json
import os
import platform
import sys
import time

ASK = json.loads(sys.argv[1])
os.environ["RAYON_NUM_THREADS"] = str(ASK["threads"])
os.environ["TOKENIZERS_PARALLELISM"] = "true" if ASK["threads"] > 1 else "false"


def answer(**parts):
    print(json.dumps(parts), flush=True)


try:
    import tokenizers
except ImportError as error:
    answer(absent=error.name)
    sys.exit()


def seconds_of(work):
    times = []
    for _ in range(1 if ASK["quick"] else 6):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times if ASK["quick"] else times[1:]


def train():
    tokenizer = tokenizers.BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    tokenizer.train(ASK["text"], vocab_size=ASK["pieces"], min_frequency=ASK["minFrequency"], limit_alphabet=ASK["limitAlphabet"],
                    show_progress=False)
    return tokenizer


answer(versions=f"Python {platform.python_version()}, tokenizers {tokenizers.__version__}")
with open(ASK["text"], encoding="utf-8") as file:
    lines = file.read().splitlines()
answer(about="text, tokenizers")
trained = train()
if trained.get_vocab_size() != ASK["pieces"]:
    raise SystemExit(f"the vocabulary has {trained.get_vocab_size()} pieces, {ASK['pieces']} were wanted")
who = "tokenizers"
answer(what="encode", who=who, seconds=seconds_of(lambda: trained.encode_batch(lines, add_special_tokens=False)))
answer(what="train-vocabulary", who=who, seconds=seconds_of(train))
