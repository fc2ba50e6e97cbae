"""Writes the ids and words that TokenizerGoldenTest expects, by asking Hugging Face's tokenizers.

usage: tokenizer_golden.py VOCAB_FILE TEXT_FILE OUTPUT_FILE        (needs tokenizers)

Holds, for each line of the text, each awkward text below and some random ones, the ids of the four modes; and for each block of 4,096
code points and each mode the CRC-32 of the words that they give, within a word and alone: one line for each code point.
"""
import json
import random
import sys
import zlib

import tokenizers
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

MODES = {"cased": (False, False), "uncased": (True, True), "lowered": (True, False), "stripped": (False, True)}
BLOCK = 4096
AWKWARD = [
    "", " ", "\t\r\n", "\u00a0\u2003\u3000\u2028\u2029x\u0085y\u001cz", "\u0000a\ufffdb\u0007c\u00add\u200be\ufefff",
    "[MASK] the [CLS]keeper[SEP] [UNK] [PAD]", "##ing ## # #", "don't e-mail me@example.org $5 a^b`c|d~e<f>=g+h",
    "a" * 100, "a" * 101, "\U0001d41a" * 100, "\U0001d41a" * 101, "e\u0301" * 100, "painted" * 15 + " bridge",
    "e\u0301 \u00e9 E\u0301 \u00c9 a\u0308\u0323 a\u0323\u0308 \u1ed9", "\u0301alone \u0301 !\u0301?",
    "\u212b \u2126 \u212a \ufb01 \u01c5 \u1e9e \u0130 \u0131 \u017f", "\u039f\u03a3 \u03a3\u03a3\u03a3. \u03a3\u0301",
    "\u4e00\u9fff\u3400\u4dbf\uf900\ufaff\U00020000\U0002a6df\U0002b740\U0002b820\U0002b91f\U0002b920\U0002ceaf\U0002f800\U00030000",
    "the\u4e2dkeeper\u6587 \u3042\u304c\u30ac\u30fb\u3002\u300c\u30d1\u300d", "\u1100\u1161\u11a8 \uac01 \ud55c\uad6d\uc5b4\uc758",
    "\u302e\u302f\ud55c\u302e",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd \u2764\ufe0f \U0001f1eb\U0001f1f7 #\ufe0f\u20e3",
    "\U0001d400\U0001d7ce \U00010400\U00010428 \U0001e900",
    "\u202ethgir\u202c \u200f\u05d4\u05b8\u05d2\u200e \u0643\u0650\u062a\u0651", "\u037e \u0387 \u1fef \u2260 \u226e \u2000",
    "\ue000\U000f0000\U0010ffff\uffff\u0378\U000e0001",
    "\u061d\u09fd\u166d\u2e43 \u20ac\u00a9\u00b7\u00bf\u00ab\u00bb\u2014\u2026", "\u0915\u094d\u0937\u093f \u0bcb \u0dde \u0f43 \u1b06",
    "\u302f\u302e\U0001d165\U0001d16d\u1b44\u0334a", "a\u1b44\u302e\U0001d16d\U0001d165\u0941\u1b44\u302e",
]


def tokenizer(lower, strip, vocabulary):
    result = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    result.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=strip, lowercase=lower)
    result.pre_tokenizer = BertPreTokenizer()
    return result


def random_texts(lines):
    """Characters of the text shuffled, and words glued together, with accents and invisible characters thrown in."""
    draw = random.Random(7)
    characters = sorted(set("".join(lines)))
    words = [word for line in lines for word in line.split()]
    for _ in range(100):
        parts = draw.choices(characters, k=draw.randint(1, 20)) + draw.choices(words, k=draw.randint(1, 6))
        parts += draw.choices([" ", "", "\u0301", "\u0323", "\u200d", "\u3099", "\U0001f600", "\u00a0", "-", "\u00c5"], k=8)
        draw.shuffle(parts)
        yield "".join(parts)


def words(tokenizer, text):
    return [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))]


def main(vocabulary_file, text_file, output):
    with open(vocabulary_file, encoding="utf-8", newline="\n") as file:
        vocabulary = {token: i for i, token in enumerate(file.read().split("\n")[:-1])}
    with open(text_file, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")[:-1]
    modes = {mode: tokenizer(*flags, vocabulary) for mode, flags in MODES.items()}
    texts = lines + AWKWARD + list(random_texts(lines))
    blocks = {mode: [] for mode in MODES}
    for start in range(0, 0x110000, BLOCK):
        block = [chr(c) for c in range(start, start + BLOCK) if not 0xD800 <= c < 0xE000]
        for mode in MODES:
            found = "\n".join(" ".join(words(modes[mode], f"a{c}B {c}")) for c in block)
            blocks[mode].append(zlib.crc32(found.encode()))
    with open(output, "w", encoding="ascii") as file:
        print('{"tokenizers": %s, "texts": [' % json.dumps(tokenizers.__version__), file=file)
        ids = [{mode: modes[mode].encode(text, add_special_tokens=False).ids for mode in MODES} for text in texts]
        print(",\n".join(json.dumps({"text": text} | found) for text, found in zip(texts, ids)), file=file)
        print('], "blocks": %s}' % json.dumps(blocks), file=file)


main(*sys.argv[1:])
