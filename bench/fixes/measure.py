"""What a fix must keep in a Python file, measured with Python's own parser.

Reads {path: [before, after]} as JSON on stdin; writes {"unread": [...], "broken": [...], "comments": [...], "fewer": [...],
"tests": [before, after], "assertions": [before, after]} on stdout.
"""

import ast
import collections
import io
import json
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
CHECKS = {"raises", "warns", "deprecated_call", "fail", "RaisesGroup", "RaisesExc"}


def compiles(text, path):
    try:
        compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return str(error)
    return None


def comments(text):
    found = collections.Counter()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            found[token.string.strip()] += 1
    return found


def counts(text):
    """Test functions, and assertions of every kind."""
    tests = assertions = 0
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            tests += 1
        elif isinstance(node, ast.Assert):
            assertions += 1
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assertions += name in CHECKS or name.startswith("assert")
    return tests, assertions


result = {"unread": [], "broken": [], "comments": [], "fewer": [], "tests": [0, 0], "assertions": [0, 0]}
for path, (before, after) in json.load(sys.stdin).items():
    if compiles(before, path):
        result["unread"].append(path)
        continue
    problem = compiles(after, path)
    if problem:
        result["broken"].append(f"{path}: {problem}")
        continue
    lost = comments(before) - comments(after)
    result["comments"] += [f"{path}: {comment[:80]}" for comment in lost]
    for what, old, new in zip(("tests", "assertions"), counts(before), counts(after)):
        result[what][0] += old
        result[what][1] += new
        if new < old:
            result["fewer"].append(f"{path}: {what} {old} -> {new}")
json.dump(result, sys.stdout)
