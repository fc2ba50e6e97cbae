"""Times ELECTRA's pre-training step as users of PyTorch and Hugging Face's transformers have it: the peer of `electra bench step`.

The argument is a JSON object: threads, quick, and models, each with its sizes. The answers are JSON objects, one per line: versions, then
per measurement what, who and the seconds of each step, or why it failed. A step is what ours is: masking, generator, sampling,
discriminator, gradients, clipping, AdamW; random token ids, dropout as given.
"""
import json
import math
import platform
import sys
import time

ASK = json.loads(sys.argv[1])
LEAST_STEPS, LEAST_SECONDS = (1, 0.0) if ASK["quick"] else (5, 3.0)
WARM_UP = 1 if ASK["quick"] else 2
MASK, FIRST_WORD = 4, 5


def answer(**parts):
    print(json.dumps(parts), flush=True)


try:
    import torch
    import transformers
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    answer(absent=error.name)
    sys.exit()


class JointModel(nn.Module):
    """Generator and discriminator over one set of embeddings; the result is the joint loss."""

    def __init__(self, sizes):
        super().__init__()
        self.discriminator = transformers.ElectraForPreTraining(self.config(sizes, sizes["discriminator"]))
        self.generator = transformers.ElectraForMaskedLM(self.config(sizes, sizes["generator"]))
        shared = self.discriminator.electra.embeddings
        self.generator.electra.embeddings = shared
        self.generator.generator_lm_head.weight = shared.word_embeddings.weight

    @staticmethod
    def config(sizes, network):
        return transformers.ElectraConfig(
            vocab_size=sizes["vocabulary"], max_position_embeddings=sizes["positions"], embedding_size=sizes["embedding"],
            num_hidden_layers=sizes["layers"], hidden_size=network["hidden"], num_attention_heads=network["heads"],
            intermediate_size=network["feedForward"], hidden_dropout_prob=sizes["dropout"],
            attention_probs_dropout_prob=sizes["dropout"])

    def forward(self, ids, places):
        targets = ids.gather(1, places)
        hidden = self.generator.electra(ids.scatter(1, places, MASK)).last_hidden_state
        # The vocabulary's logits are made at the masked places alone, as everybody does who trains this model in earnest.
        chosen = hidden.gather(1, places.unsqueeze(2).expand(-1, -1, hidden.size(2)))
        logits = self.generator.generator_lm_head(self.generator.generator_predictions(chosen)).float()
        with torch.no_grad():
            noise = torch.empty_like(logits).exponential_().log_().neg_()
            corrupted = ids.scatter(1, places, (logits + noise).argmax(2))
        judged = self.discriminator.electra(corrupted).last_hidden_state
        verdicts = self.discriminator.discriminator_predictions(judged).float()
        return (F.cross_entropy(logits.flatten(0, 1), targets.flatten())
                + 50 * F.binary_cross_entropy_with_logits(verdicts, (corrupted != ids).float()))


def parameter_groups(model):
    """Each parameter once; biases and norms are not decayed."""
    named = dict(model.named_parameters())
    plain = [p for name, p in named.items() if p.dim() == 1]
    return [{"params": [p for p in named.values() if p.dim() > 1], "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]


def batch(sizes):
    ids = torch.randint(FIRST_WORD, sizes["vocabulary"], (sizes["batch"], sizes["length"]))
    places = torch.rand(ids.shape).topk(sizes["masked"], dim=1).indices
    return ids, places


def seconds_of_steps(sizes, half, compiled):
    torch.manual_seed(1)
    model = JointModel(sizes).train()
    optimizer = torch.optim.AdamW(parameter_groups(model), lr=5e-4, eps=1e-6, fused=True)
    loss_of = torch.compile(model) if compiled else model
    times = []
    while len(times) < WARM_UP + LEAST_STEPS or sum(times[WARM_UP:]) < LEAST_SECONDS:
        start = time.perf_counter()
        ids, places = batch(sizes)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss = loss_of(ids, places)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        times.append(time.perf_counter() - start)
        if len(times) == 1:
            chance = math.log(sizes["vocabulary"]) + 50 * math.log(2)
            if not abs(loss.item() - chance) < 0.05 * chance:
                raise ArithmeticError(f"the first loss is {loss.item()}, about {chance:.1f} was wanted")
    return times[WARM_UP:]


torch.set_num_threads(ASK["threads"])
answer(versions=f"Python {platform.python_version()}, torch {torch.__version__}, transformers {transformers.__version__}")
for sizes in ASK["models"]:
    for who, half, compiled in (("pytorch fp32", False, False), ("pytorch bf16", True, False), ("pytorch compiled", False, True)):
        answer(about=f"step {sizes['what']}, {who}")
        try:
            answer(what=sizes["what"], who=who, seconds=seconds_of_steps(sizes, half, compiled))
        except Exception as error:  # a peer that fails is named and does not stop the others
            lines = str(error).strip().splitlines() or [""]
            answer(what=sizes["what"], who=who, failed=f"{type(error).__name__}: {lines[0]}")
