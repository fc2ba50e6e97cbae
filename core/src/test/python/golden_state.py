"""Writes the golden states that GoldenStateTest reads: Hugging Face's ELECTRA in double precision, ten steps of the published AdamW.

usage: golden_state.py OUTPUT_FOLDER        (needs torch, transformers, safetensors, numpy)

Weights and batch come from a formula that the Java test repeats (hash32 below), so a golden state holds results only: both losses and
the global norm of each step, logits of the first step, and of every parameter some elements of its first gradient and of its value
after ten steps, together with the largest magnitude of the whole, which relative errors are measured by.
"""
import sys
import zlib

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers import ElectraConfig, ElectraForMaskedLM, ElectraForPreTraining

STEPS, TOTAL, WARMUP = 10, 100, 4
SIZES = {
    "tiny": dict(vocabulary=200, positions=128, embedding=32, hidden=32, layers=2, heads=4, generator=16, generator_heads=2,
                 batch=3, length=24, lengths=[24, 17, 5], samples=4096, spread=0.125, peak=1e-3),
    "small": dict(vocabulary=30522, positions=512, embedding=128, hidden=256, layers=12, heads=4, generator=64, generator_heads=1,
                  batch=2, length=128, lengths=[128, 100], samples=64, spread=0.03125, peak=1e-4),
}


def hash32(start, count):
    """Murmur3's finalizer over start + i * golden ratio, as unsigned 32-bit words."""
    h = (np.uint64(start) + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> np.uint64(shift)
        h = (h * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return h ^ (h >> np.uint64(16))


def start_value(name, shape, spread):
    """Uniform around 0 (weights, biases) or 1 (scales), in single precision."""
    words = hash32(zlib.crc32(name.encode()), int(np.prod(shape)))
    unit = ((words >> np.uint64(8)).astype(np.int64) - (1 << 23)).astype(np.float32) * np.float32(2.0 ** -23)
    if name.endswith("/scale"):
        return (np.float32(1) + np.float32(0.25) * unit).reshape(shape)
    return (np.float32(spread) * unit).reshape(shape)


def batch_of(size):
    rows = size["batch"] * size["length"]
    words = hash32(12345, rows).reshape(size["batch"], size["length"])
    ids = 5 + (words % np.uint64(size["vocabulary"] - 5)).astype(np.int64)
    segments = np.zeros_like(ids)
    for example, length in enumerate(size["lengths"]):
        ids[example, 0], ids[example, length - 1] = 2, 3
        ids[example, length:] = 0
        segments[example, length // 2:length] = 1
    positions, drawn = [], []
    for example, length in enumerate(size["lengths"]):
        for position in range(2, length - 1, 6):
            positions.append(example * size["length"] + position)
    flat = ids.reshape(-1)
    masked, corrupted = flat.copy(), flat.copy()
    for index, row in enumerate(positions):
        if index % 7 != 3:
            masked[row] = 4
        token = flat[row] if index % 4 == 1 else 5 + (flat[row] + 11 * index) % (size["vocabulary"] - 5)
        drawn.append(token)
        corrupted[row] = token
    return ids, segments, np.array(positions), masked.reshape(ids.shape), corrupted.reshape(ids.shape), np.array(drawn)


class Model:
    """Both networks as Hugging Face has them, embeddings shared, and our names for their parameters."""

    def __init__(self, size):
        common = dict(vocab_size=size["vocabulary"], max_position_embeddings=size["positions"], embedding_size=size["embedding"],
                      num_hidden_layers=size["layers"], hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        self.disc = ElectraForPreTraining(ElectraConfig(hidden_size=size["hidden"], num_attention_heads=size["heads"],
                                                        intermediate_size=4 * size["hidden"], **common)).double()
        self.gen = ElectraForMaskedLM(ElectraConfig(hidden_size=size["generator"], num_attention_heads=size["generator_heads"],
                                                    intermediate_size=4 * size["generator"], **common)).double()
        self.gen.electra.embeddings = self.disc.electra.embeddings
        self.gen.generator_lm_head.weight = self.disc.electra.embeddings.word_embeddings.weight
        self.names = {}
        embeddings = self.disc.electra.embeddings
        self.table("main/embeddings/word", embeddings.word_embeddings)
        self.table("main/embeddings/position", embeddings.position_embeddings)
        self.table("main/embeddings/segment", embeddings.token_type_embeddings)
        self.norm("main/embeddings/norm", embeddings.LayerNorm)
        self.encoder("main", self.disc.electra)
        self.dense("main/head/dense", self.disc.discriminator_predictions.dense)
        self.dense("main/head/logit", self.disc.discriminator_predictions.dense_prediction)
        self.encoder("generator", self.gen.electra)
        self.dense("generator/head/dense", self.gen.generator_predictions.dense)
        self.norm("generator/head/norm", self.gen.generator_predictions.LayerNorm)
        self.names["generator/head/bias"] = [self.gen.generator_lm_head.bias]
        known = {id(p) for ps in self.names.values() for p in ps}
        self.parameters = list({id(p): p for m in (self.disc, self.gen) for p in m.parameters()}.values())
        missing = [n for m in (self.disc, self.gen) for n, p in m.named_parameters() if id(p) not in known]
        assert not missing, missing

    def encoder(self, name, electra):
        if hasattr(electra, "embeddings_project"):
            self.dense(name + "/projection", electra.embeddings_project)
        for index, layer in enumerate(electra.encoder.layer):
            at = f"{name}/layer/{index}"
            own = layer.attention.self
            self.names[at + "/attention/query_key_value/weight"] = [own.query.weight, own.key.weight, own.value.weight]
            self.names[at + "/attention/query_key_value/bias"] = [own.query.bias, own.key.bias, own.value.bias]
            self.dense(at + "/attention/output", layer.attention.output.dense)
            self.norm(at + "/attention/norm", layer.attention.output.LayerNorm)
            self.dense(at + "/feed_forward/in", layer.intermediate.dense)
            self.dense(at + "/feed_forward/out", layer.output.dense)
            self.norm(at + "/feed_forward/norm", layer.output.LayerNorm)

    def table(self, name, module):
        self.names[name] = [module.weight]

    def dense(self, name, module):
        self.names[name + "/weight"] = [module.weight]
        self.names[name + "/bias"] = [module.bias]

    def norm(self, name, module):
        self.names[name + "/scale"] = [module.weight]
        self.names[name + "/shift"] = [module.bias]

    @staticmethod
    def is_table(name):
        return "/embeddings/" in name

    def ours(self, name, tensors):
        """Our layout: dense weights [in, out], query, key and value side by side."""
        arrays = [t.detach().numpy() for t in tensors]
        if arrays[0].ndim == 2 and not self.is_table(name):
            return np.concatenate([a.T for a in arrays], axis=1)
        return arrays[0] if arrays[0].ndim == 2 else np.concatenate(arrays)[None, :]

    def load(self, spread):
        for name, parts in self.names.items():
            shape = self.ours(name, parts).shape
            value = start_value(name, shape, spread).astype(np.float64)
            with torch.no_grad():
                for part, piece in zip(parts, np.split(value, len(parts), axis=1)):
                    piece = piece if self.is_table(name) or part.ndim == 1 else piece.T
                    part.copy_(torch.from_numpy(np.ascontiguousarray(piece.reshape(part.shape))))


def sampled(array, count):
    flat = array.reshape(-1)
    step = max(1, -(-flat.size // count))
    return flat[::step].astype(np.float32)


def golden(size):
    torch.manual_seed(0)
    model = Model(size)
    model.load(size["spread"])
    ids, segments, positions, masked, corrupted, drawn = batch_of(size)
    valid = np.arange(size["length"])[None, :] < np.array(size["lengths"])[:, None]
    mask, types = torch.from_numpy(valid.astype(np.int64)), torch.from_numpy(segments)
    labels = torch.from_numpy((corrupted != ids).astype(np.float64))
    out, losses = {}, []
    moments = {id(p): (torch.zeros_like(p), torch.zeros_like(p)) for p in model.parameters}
    decayed = {id(p): not (name.endswith("/bias") or "/norm/" in name) for name, ps in model.names.items() for p in ps}
    for step in range(STEPS):
        hidden = model.gen.electra(input_ids=torch.from_numpy(masked), attention_mask=mask, token_type_ids=types).last_hidden_state
        picked = hidden.reshape(-1, hidden.shape[-1])[torch.from_numpy(positions)]
        logits = model.gen.generator_lm_head(model.gen.generator_predictions(picked))
        mlm = torch.nn.functional.cross_entropy(logits, torch.from_numpy(ids.reshape(-1)[positions]))
        scores = model.disc(input_ids=torch.from_numpy(corrupted), attention_mask=mask, token_type_ids=types).logits
        bce = torch.nn.functional.binary_cross_entropy_with_logits(scores, labels, reduction="none")
        disc = (bce * mask).sum() / mask.sum()
        for p in model.parameters:
            p.grad = None
        (mlm + 50 * disc).backward()
        norm = torch.sqrt(sum((p.grad ** 2).sum() for p in model.parameters))
        losses.append([mlm.item(), disc.item(), norm.item()])
        if step == 0:
            out["logits/generator"] = sampled(logits.detach().numpy(), 8192)
            out["logits/discriminator"] = scores.detach().numpy().astype(np.float32).reshape(-1)
            for name, parts in model.names.items():
                gradient = model.ours(name, [p.grad for p in parts])
                out["gradient/" + name] = sampled(gradient, size["samples"])
                out["gradient-largest/" + name] = np.array([np.abs(gradient).max()], np.float32)
        rate = size["peak"] * (1 - step / TOTAL) * min(1, step / WARMUP)
        with torch.no_grad():
            for p in model.parameters:
                g = p.grad / max(1.0, norm.item())
                m, v = moments[id(p)]
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.999).add_(g * g, alpha=0.001)
                p.sub_(rate * (m / (v.sqrt() + 1e-6) + (0.01 * p if decayed[id(p)] else 0)))
    for name, parts in model.names.items():
        value = model.ours(name, parts)
        out["value/" + name] = sampled(value, size["samples"])
        change = value - start_value(name, value.shape, size["spread"])
        out["change-largest/" + name] = np.array([np.abs(change).max()], np.float32)
    out["losses"] = np.array(losses, np.float32)
    return out


if __name__ == "__main__":
    for label, size in SIZES.items():
        path = f"{sys.argv[1]}/golden-{label}.safetensors"
        results = golden(size)
        save_file(results, path)
        print(label, results["losses"])
