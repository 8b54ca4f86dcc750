"""scorepress turns student records into student score reports (SSRs).

    layouts, rules, locales -> Template        (parse, check: once)
    Template + Record       -> Report          (evaluate)
    Report                  -> Scene           (compose)
    Scene                   -> SVG, PDF, PNG   (render, export)

`scorepress.pipeline` is the only module that knows this order.
"""

__version__ = "0.1.0"
