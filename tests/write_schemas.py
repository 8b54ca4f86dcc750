"""Write schemas/editor/layout.schema.json: `make schemas`."""

import json
from pathlib import Path

from scorepress.check.editor import editor_schema
from scorepress.check.schema import Schemas
from scorepress.components import kinds
from scorepress.workspace import Workspace

schema = editor_schema(Schemas(Workspace().source), kinds())
path = Path(__file__).parent.parent / "schemas" / "editor" / "layout.schema.json"
path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
