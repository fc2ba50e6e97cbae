"""Compares exported models with what electra4j itself says: Hugging Face's transformers is the judge.

usage: exchange.py ELECTRA CHECKPOINT FOLDER      (needs torch, transformers, safetensors)

ELECTRA is the launcher, CHECKPOINT a pre-training run, FOLDER a
new one to work in. Exports, loads every folder with the classes that users
take, tokenises and runs the same texts in both programs, and prints the largest difference of logits of each model type. Then the same for
models that transformers made and electra4j imported, and for what is exported after an import, whose tensors must be the same bits. Ends
with 1 if a difference is above 1e-5, or if token ids differ.
"""
import json
import math
import pathlib
import random
import subprocess
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer, ElectraConfig, ElectraForMaskedLM, ElectraForPreTraining, \
    ElectraForSequenceClassification, ElectraTokenizer
from transformers.utils import logging
from transformers.utils.logging import disable_progress_bar

GOAL = 1e-5
TEXTS = ["The chef ate the meal.", "paris is the capital of France", "Naïve café, 北京 and 3.14!", "A b c d e f g", "x"]
PAIRS = ["The chef ate the meal.\tThe meal was eaten by the chef.", "A b c\tx"]
MASKED = ["Paris is the [MASK] of France.", "He was born in [MASK] and died in [MASK]."]


def electra(launcher, *arguments):
    return subprocess.run([launcher, *arguments], check=True, capture_output=True, text=True).stdout


def answers(launcher, checkpoint, command, texts, *more):
    out = electra(launcher, command, "--checkpoint", str(checkpoint), "--json", *more, *texts)
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def tokens(folder, texts):
    """Of the fast and the slow class, which must agree."""
    fast = AutoTokenizer.from_pretrained(folder)
    slow = ElectraTokenizer.from_pretrained(folder)
    assert fast.is_fast
    encoded = [fast(text)["input_ids"] for text in texts]
    assert encoded == [slow(text)["input_ids"] for text in texts], "fast and slow tokens differ"
    return fast, encoded


def unexpected(model, folder):
    loaded, info = model.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"] and not info["mismatched_keys"], info
    if model is not AutoModel:
        assert not info["unexpected_keys"], info
    return loaded.eval()


def discriminator(launcher, checkpoint, folder):
    model = unexpected(ElectraForPreTraining, folder)
    tokenizer, encoded = tokens(folder, TEXTS)
    worst = 0
    for answer, ids in zip(answers(launcher, checkpoint, "detect", TEXTS), encoded, strict=True):
        said = [token["token"] for token in answer["tokens"]]
        assert said == tokenizer.convert_ids_to_tokens(ids)[1:-1], (said, ids)
        logits = model(torch.tensor([ids])).logits[0, 1:-1]
        ours = [math.log(token["replaced"] / (1 - token["replaced"])) for token in answer["tokens"]]
        worst = max(worst, max(abs(a - b) for a, b in zip(ours, logits.tolist(), strict=True)))
    return worst


def encoder(launcher, checkpoint, folder):
    model = unexpected(AutoModel, folder)
    _, encoded = tokens(folder, TEXTS)
    worst = 0
    for answer, ids in zip(answers(launcher, checkpoint, "embed", TEXTS), encoded, strict=True):
        mean = model(torch.tensor([ids])).last_hidden_state[0, 1:-1].mean(0)
        worst = max(worst, max(abs(a - b) for a, b in zip(answer["vector"], mean.tolist(), strict=True)))
    return worst


def generator(launcher, checkpoint, folder):
    model = unexpected(ElectraForMaskedLM, folder)
    tokenizer, encoded = tokens(folder, MASKED)
    worst = 0
    for answer, ids in zip(answers(launcher, checkpoint, "fill", MASKED, "--top", "50"), encoded, strict=True):
        rows = [row for row, token in enumerate(ids) if token == tokenizer.mask_token_id]
        logits = model(torch.tensor([ids])).logits[0, rows].log_softmax(-1)
        for mask, row in zip(answer["masks"], logits, strict=True):
            for token in mask:
                theirs = row[tokenizer.convert_tokens_to_ids(token["token"])].item()
                worst = max(worst, abs(math.log(token["probability"]) - theirs))
    return worst


def sentences(launcher, folder, texts, arguments):
    """Largest difference of log-probabilities, or of values, of a fine-tuned model."""
    model = unexpected(ElectraForSequenceClassification, folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    worst = 0
    out = electra(launcher, "classify", "--model", str(folder), "--json", *arguments, *texts)
    for text, line in zip(texts, out.splitlines(), strict=True):
        scores = list(json.loads(line)["scores"].values())
        logits = model(**tokenizer(*text.split("\t"), return_tensors="pt")).logits[0]
        theirs = logits.log_softmax(-1) if len(scores) > 1 else logits
        ours = [math.log(score) if len(scores) > 1 else score for score in scores]
        worst = max(worst, max(abs(a - b) for a, b in zip(ours, theirs.tolist(), strict=True)))
    return worst


def fine_tuned(launcher, checkpoint, folder):
    """A classifier and a regression, on a few examples made here."""
    folder.mkdir()
    draw = random.Random(5)
    words = "the a chef meal river stone good bad ate sees under over".split()
    texts = [" ".join(draw.choices(words, k=draw.randint(3, 9))) for _ in range(200)]
    (folder / "classes.tsv").write_text("text\tlabel\n" + "".join(f"{text}\t{'good' in text:d}\n" for text in texts))
    (folder / "values.tsv").write_text("text\tother\tlabel\n" + "".join(
        f"{one}\t{two}\t{len(set(one.split()) & set(two.split()))}\n" for one, two in zip(texts, texts[1:], strict=False)))
    for name, options in (("classes", []), ("values", ["--second", "other", "--regression"])):
        table = str(folder / f"{name}.tsv")
        electra(launcher, "finetune", "--checkpoint", checkpoint, "--train", table, "--dev", table, *options, "--set", "fineTuneLength=40",
                "--out", str(folder), "--save", str(folder))
    good = True
    for task, texts, arguments in (("classes", TEXTS, []), ("values", PAIRS, ["--pair"])):
        worst = sentences(launcher, folder / task, texts, arguments)
        good &= worst <= GOAL
        print(f"{'electra4j, fine-tuned':24}{task:15}{'ElectraForSequenceClassification ':24}{worst:.1e}")
    return good


ROWS = [("discriminator", "ElectraForPreTraining", discriminator), ("discriminator", "AutoModel", encoder),
        ("generator", "ElectraForMaskedLM", generator)]


def judged(launcher, checkpoint, folder, what):
    """A line for each model type; whether all are near enough."""
    good = True
    for name, kind, compare in ROWS:
        if (folder / name).is_dir():
            worst = compare(launcher, checkpoint, folder / name)
            good &= worst <= GOAL
            print(f"{what:24}{name:15}{kind:24}{worst:.1e}")
    return good


def made_by_transformers(folder, tokenizer, tied, hidden, width):
    """A discriminator and a generator with weights larger than a start's, so that texts differ in their logits."""
    sizes = {"vocab_size": len(tokenizer), "embedding_size": 24, "num_hidden_layers": 2, "max_position_embeddings": 40}
    main = ElectraForPreTraining(ElectraConfig(hidden_size=hidden, num_attention_heads=hidden // 16, intermediate_size=4 * hidden,
                                               initializer_range=0.2, **sizes))
    small = ElectraForMaskedLM(ElectraConfig(hidden_size=width, num_attention_heads=width // 16, intermediate_size=4 * width,
                                             initializer_range=0.2, **sizes))
    if tied:
        small.electra.embeddings.load_state_dict(main.electra.embeddings.state_dict())
    for model, name in ((main, "discriminator"), (small, "generator")):
        model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)


def round_trip(launcher, folder, again):
    """Whether an import, exported once more, holds the same bits."""
    electra(launcher, "import", str(folder / "discriminator"), "--generator", str(folder / "generator"), "--out", str(again / "run"))
    electra(launcher, "export", "--checkpoint", str(again / "run"), "--out", str(again / "exported"))
    for name in ("discriminator", "generator"):
        before, after = (load_file(each / name / "model.safetensors") for each in (folder, again / "exported"))
        # transformers may write the tied output table too.
        same = set(after) <= set(before) and all(torch.equal(before[key], after[key]) for key in after)
        if not same or set(before) - set(after) - {"generator_lm_head.weight"}:
            return False
    return True


def main(launcher, checkpoint, folder):
    logging.set_verbosity_error()
    disable_progress_bar()
    torch.manual_seed(1)
    folder = pathlib.Path(folder)
    exported = folder / "exported"
    electra(launcher, "export", "--checkpoint", checkpoint, "--out", str(exported))
    print(f"{'weights of':24}{'folder':15}{'class':24}largest difference")
    with torch.no_grad():
        good = judged(launcher, checkpoint, exported, "electra4j")
        tokenizer = AutoTokenizer.from_pretrained(exported / "discriminator")
        for tied in (True, False):
            made = folder / ("tied" if tied else "untied")
            made_by_transformers(made, tokenizer, tied, 48, 16)
            good &= same(round_trip(launcher, made, made / "again"), f"transformers, {made.name}")
            good &= judged(launcher, made / "again" / "run", made / "again" / "exported", f"transformers, {made.name}")
        good &= same(round_trip(launcher, exported, folder / "again"), "electra4j, imported")
        good &= fine_tuned(launcher, checkpoint, folder / "tuned")
    return 0 if good else 1


def same(yes, what):
    print(f"{what:24}export, import, export: {'the same bits' if yes else 'OTHER BITS'}")
    return yes


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
