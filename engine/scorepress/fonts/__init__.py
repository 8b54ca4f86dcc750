"""The bundled faces, their measures, their licence, and the script that cut them."""
