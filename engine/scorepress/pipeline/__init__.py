"""The order of the passes. Only this package knows it.

layouts, rules, catalogues -> Template            load_template  (pipeline.load)
Template + Record          -> Report              Press.report   (pipeline.press)
Report                     -> pages of a Scene    Press.pages
pages                      -> SVG, PDF, PNG       Press.svg, Press.pdf, Press.png
"""
