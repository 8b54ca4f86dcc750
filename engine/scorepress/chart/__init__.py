"""Drawing that several components share: the sections of a gauge, the dotted line between them, pointer and arrow."""
