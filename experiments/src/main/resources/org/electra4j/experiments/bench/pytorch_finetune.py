"""Times an epoch of fine-tuning ELECTRA-Small as users of PyTorch and Hugging Face's transformers have it: the peer of `electra bench
finetune`.

The argument is a JSON object: threads, quick, what, batch, lengths (tokens of each example), and sizes of the model. The answers are JSON
objects, one per line: versions, then per measurement what, who and the seconds of each epoch, or why it failed. Examples come in random
order, and each batch is padded to its longest.
"""
import json
import platform
import sys
import time

ASK = json.loads(sys.argv[1])


def answer(**parts):
    print(json.dumps(parts), flush=True)


try:
    import torch
    import transformers
    from torch import nn
except ImportError as error:
    answer(absent=error.name)
    sys.exit()


def examples(lengths, vocabulary):
    return [(torch.randint(5, vocabulary, (length,)), length % 2) for length in lengths]


def batches(all_examples, size):
    order = torch.randperm(len(all_examples)).tolist()
    for first in range(0, len(order), size):
        chosen = [all_examples[place] for place in order[first:first + size]]
        ids = nn.utils.rnn.pad_sequence([ids for ids, _ in chosen], batch_first=True)
        yield ids, (ids != 0).long(), torch.tensor([label for _, label in chosen])


def seconds_of_epochs(half, epochs):
    torch.manual_seed(1)
    sizes = ASK["sizes"]
    config = transformers.ElectraConfig(
        vocab_size=sizes["vocabulary"], max_position_embeddings=sizes["positions"], embedding_size=sizes["embedding"],
        num_hidden_layers=sizes["layers"], hidden_size=sizes["hidden"], num_attention_heads=sizes["heads"],
        intermediate_size=sizes["feedForward"], hidden_dropout_prob=sizes["dropout"],
        attention_probs_dropout_prob=sizes["dropout"], num_labels=2)
    model = transformers.ElectraForSequenceClassification(config).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, eps=1e-6, fused=True)
    data = examples(ASK["lengths"], sizes["vocabulary"])
    times = []
    for _ in range(epochs + 1):
        start = time.perf_counter()
        for ids, mask, labels in batches(data, ASK["batch"]):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                loss = model(ids, attention_mask=mask, labels=labels).loss
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
        times.append(time.perf_counter() - start)
        if not loss.item() < 5:
            raise ArithmeticError(f"the loss is {loss.item()}")
    return times[1:]


torch.set_num_threads(ASK["threads"])
answer(versions=f"Python {platform.python_version()}, torch {torch.__version__}, transformers {transformers.__version__}")
for who, half in (("pytorch fp32", False), ("pytorch bf16", True)):
    answer(about=f"finetune {ASK['what']}, {who}")
    try:
        answer(what=ASK["what"], who=who, seconds=seconds_of_epochs(half, 1 if ASK["quick"] else 3))
    except Exception as error:  # a peer that fails is named and does not stop the other
        lines = str(error).strip().splitlines() or [""]
        answer(what=ASK["what"], who=who, failed=f"{type(error).__name__}: {lines[0]}")
