"""Write engine/scorepress/parse/rules.lark.json: `make grammar`."""

from pathlib import Path

from scorepress.parse.rules_grammar import TABLE, table_text

path = Path(__file__).parent.parent / "engine" / "scorepress" / "parse" / TABLE
path.write_text(table_text(), encoding="utf-8")
