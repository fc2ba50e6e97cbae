"""Counts lines that electra4j and Hugging Face's tokenizers cut differently, cased and uncased, over whole corpora.

usage: tokenizer_parity.py ELECTRA UNCASED_VOCAB CASED_VOCAB TEXT_FILE...      (needs tokenizers)

A text named "torture" is made here: every code point of the basic plane within a word and alone, one of sixteen beyond, joined emoji, stacks
of marks, right-to-left text, ideographs of every extension, and words of 10,000 characters. Lines that hold white space alone are left out
on both sides. Ends with 1 if any line differs.
"""
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SHOWN = 3


def tokenizer(vocabulary, cased):
    tokens = pathlib.Path(vocabulary).read_text(encoding="utf-8").split("\n")
    ids = {token: number for number, token in enumerate(tokens) if token}
    result = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    result.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=not cased, lowercase=not cased)
    result.pre_tokenizer = BertPreTokenizer()
    return result


def torture():
    for point in [*range(0x10000), *range(0x10000, 0x110000, 16)]:
        if unicodedata.category(chr(point)) != "Cs" and chr(point) not in "\n\r":
            yield f"a{chr(point)}b {chr(point)} the{chr(point)}"
    yield "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd\u2764\ufe0f\U0001f1eb\U0001f1f7#\ufe0f\u20e3 " * 50
    yield "e" + "\u0301\u0323\u0308" * 500 + " a\u0315\u0300\u05ae\u0300\u0062"
    yield "\u202e\u05d4\u05b8\u05d2 \u0643\u0650\u062a\u0651 \u200f" * 100
    yield "".join(chr(start) for start in (0x3400, 0x4e00, 0x20000, 0x2a700, 0x2b740, 0x2b820, 0x2ceb0, 0x30000, 0x31350)) * 50
    for word in ("a", "\u00e9", "\ud55c", "\u4e2d", "1", "-", "\u0301"):
        yield word * 10_000


def lines(text):
    if text == "torture":
        return list(torture())
    content = pathlib.Path(text).read_text(encoding="utf-8")
    return [line.rstrip("\r") for line in content.split("\n")]


def main(launcher, uncased, cased, *texts):
    different = 0
    for text in texts:
        # What Java calls blank is decided there; what is blank here and not there would show as a shift of all that follows.
        kept = [line for line in lines(text) if any(not character.isspace() and unicodedata.category(character) != "Cc"
                                                    for character in line)]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", suffix=".txt") as file:
            file.write("\n".join(kept) + "\n")
            file.flush()
            for name, vocabulary, options in (("uncased", uncased, []), ("cased", cased, ["--cased"])):
                with open(file.name, "rb") as stdin:
                    out = subprocess.run([launcher, "tokenize", "--vocab", vocabulary, "--ids", *options], stdin=stdin, check=True,
                                         capture_output=True).stdout.decode()
                ours = out.split("\n")[:-1]
                theirs = tokenizer(vocabulary, bool(options)).encode_batch(kept, add_special_tokens=False)
                if len(ours) != len(kept):
                    print(f"{text}, {name}: {len(ours)} answers for {len(kept)} lines")
                    different += 1
                    continue
                wrong = [number for number, (mine, other) in enumerate(zip(ours, theirs, strict=True))
                         if mine != " ".join(map(str, other.ids))]
                different += len(wrong)
                tokens = sum(len(each.ids) for each in theirs)
                print(f"{pathlib.Path(text).name:24}{name:9}{len(kept):9,} lines {tokens:12,} tokens {len(wrong):6} lines differ")
                for number in wrong[:SHOWN]:
                    print("   ", ascii(kept[number][:60]), ours[number][:60], theirs[number].ids[:12])
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
