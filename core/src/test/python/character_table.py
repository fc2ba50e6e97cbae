"""Writes the table of characters that CharacterTable reads, by asking Hugging Face's tokenizers about every code point.

usage: character_table.py OUTPUT_FILE        (needs tokenizers)

Each answer is what BertNormalizer, BertPreTokenizer and NFD do, whatever Unicode version they have built in; so the table gives the
same words on every JDK, and those of the other tool. tokenizer_golden.py, which knows nothing of this table, tests it.
"""
import sys

import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

HANGUL = range(0xAC00, 0xD7A4)
SURROGATES = range(0xD800, 0xE000)
# A character of each combining class, in the order of the classes.
CLASSES = {1: 0x334, 7: 0x93C, 8: 0x3099, 9: 0x94D, 10: 0x5B0, 11: 0x5B1, 12: 0x5B2, 13: 0x5B3, 14: 0x5B4, 15: 0x5B5,
           16: 0x5B6, 17: 0x5B7, 18: 0x5B8, 19: 0x5B9, 20: 0x5BB, 21: 0x5BC, 22: 0x5BD, 23: 0x5BF, 24: 0x5C1, 25: 0x5C2, 26: 0xFB1E,
           27: 0x64B, 28: 0x64C, 29: 0x64D, 30: 0x64E, 31: 0x64F, 32: 0x650, 33: 0x651, 34: 0x652, 35: 0x670, 36: 0x711, 84: 0xC55,
           91: 0xC56, 103: 0xE38, 107: 0xE48, 118: 0xEB8, 122: 0xEC8, 129: 0xF71, 130: 0xF72, 132: 0xF74, 202: 0x321, 214: 0x1DCE,
           216: 0x31B, 218: 0x302A, 220: 0x316, 222: 0x59A, 224: 0x302E, 226: 0x1D16D, 228: 0x5AE, 230: 0x300, 232: 0x315,
           233: 0x35C, 234: 0x35D, 240: 0x345}


def normalizer(clean=False, ideographs=False, strip=False, lower=False):
    return BertNormalizer(clean_text=clean, handle_chinese_chars=ideographs, strip_accents=strip, lowercase=lower).normalize_str


clean, ideographs = normalizer(clean=True), normalizer(ideographs=True)
strip, lower, nfd, split = normalizer(strip=True), normalizer(lower=True), NFD().normalize_str, BertPreTokenizer().pre_tokenize_str


def combining_class(c):
    """0 for a starter; found by whether the canonical order swaps it with characters of known class (in a gap, any class will do)."""
    below = max((k for k, r in CLASSES.items() if nfd(c + chr(r)) != c + chr(r)), default=0)
    above = min((k for k, r in CLASSES.items() if nfd(chr(r) + c) != chr(r) + c), default=256)
    if below == 0 and above == 256:
        return 0
    return next((k for k in CLASSES if below < k < above), below + 1)


def kind(c):
    """What a character is, whatever the mode: the key of a range of the table, or None."""
    cleaned = clean("a" + c + "b")[1:-1]
    if cleaned in ("", " "):
        return "drop" if cleaned == "" else "space"
    if ideographs(c) != c:
        return "ideograph"
    if strip(c) == "":
        return "mark" if combining_class(c) else "mark-starter"
    if len(split("a" + c + "b")) == 3:
        return "punctuation"
    order = 0 if nfd(c) != c else combining_class(c)
    return f"ordered {order}" if order else None


def ranges(kinds):
    """Runs of equal kind as lines, grouped by kind in order of first occurrence."""
    runs = {}
    for code_point, name in kinds.items():
        if name:
            run = runs.setdefault(name, [])
            if run and run[-1][1] == code_point - 1:
                run[-1][1] = code_point
            else:
                run.append([code_point, code_point])
    for name in sorted(runs):
        for first, last in runs[name]:
            yield f"{name} {first:X} {last:X}"


def maps(name, function, code_points):
    """Lines of a first code point and what it and its successors become: '.' where nothing changes."""
    line, first, last = [], 0, -2
    for code_point in code_points:
        result = function(chr(code_point))
        if result == chr(code_point):
            continue
        if line and (code_point - last > 2 or len(line) >= 16):
            yield f"{name} {first:X} {' '.join(line)}"
            line = []
        if not line:
            first = code_point
        line += ["."] * (code_point - last - 1 if len(line) else 0) + ["+".join(f"{ord(c):X}" for c in result)]
        last = code_point
    yield f"{name} {first:X} {' '.join(line)}"


def main(output):
    kinds = {c: "drop" if c in SURROGATES else kind(chr(c)) for c in range(0x110000)}
    kept = [c for c in kinds if kinds[c] not in ("drop", "space", "mark", "mark-starter")]
    with open(output, "w", encoding="ascii") as file:
        print(f"# What a text's characters become; asked of Hugging Face's tokenizers {tokenizers.__version__} by character_table.py.",
              "# KIND FIRST LAST for ranges; strip and lower FIRST RESULT... for consecutive characters ('.': itself).",
              *ranges(kinds), *maps("strip", strip, [c for c in kept if c not in HANGUL]), *maps("lower", lower, kept),
              sep="\n", file=file)


main(sys.argv[1])
