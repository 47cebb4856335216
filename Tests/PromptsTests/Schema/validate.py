#!/usr/bin/python3
"""Validates catalogs by the schema, as an editor does: validate.py SCHEMA CATALOG…

One line for each catalog that the schema refuses: the file, a tab, and the first reason.
"""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        errors = sorted(validator.iter_errors(json.load(file)), key=lambda error: error.json_path)
    if errors:
        print(f"{name}\t{errors[0].json_path}: {errors[0].message}")
