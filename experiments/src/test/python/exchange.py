"""Compares exported models with what electra4j itself says: Hugging Face's transformers is the judge.

usage: exchange.py ELECTRA CHECKPOINT FOLDER      (needs torch, transformers)

ELECTRA is the launcher, CHECKPOINT a pre-training run, FOLDER a new one to work in. Exports, loads every folder with the classes that users
take, tokenises and runs the same texts in both programs, and prints the largest difference of logits of each model type. Ends with 1 if one
is above 1e-5, or if token ids differ.
"""
import json
import math
import pathlib
import subprocess
import sys

import torch
from transformers import AutoModel, AutoTokenizer, ElectraForMaskedLM, ElectraForPreTraining, ElectraTokenizer
from transformers.utils import logging

GOAL = 1e-5
TEXTS = ["The chef ate the meal.", "paris is the capital of France", "Naïve café, 北京 and 3.14!", "A b c d e f g", "x"]
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


def main(launcher, checkpoint, folder):
    logging.set_verbosity_error()
    folder = pathlib.Path(folder)
    electra(launcher, "export", "--checkpoint", checkpoint, "--out", str(folder))
    rows = [("discriminator", "ElectraForPreTraining", discriminator), ("discriminator", "AutoModel", encoder),
            ("generator", "ElectraForMaskedLM", generator)]
    failed = False
    print(f"{'folder':15}{'class':40}largest difference")
    with torch.no_grad():
        for name, kind, compare in rows:
            if (folder / name).is_dir():
                worst = compare(launcher, checkpoint, folder / name)
                failed |= not worst <= GOAL
                print(f"{name:15}{kind:40}{worst:.1e}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
