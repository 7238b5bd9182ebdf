"""Validates a file by a schema with lxml, while it is parsed: validate.py SCHEMA FILE."""

import sys

from lxml import etree

schema = etree.XMLSchema(file=sys.argv[1])
etree.parse(sys.argv[2], etree.XMLParser(schema=schema, huge_tree=True))
