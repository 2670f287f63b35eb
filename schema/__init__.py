"""What pins the rows of each planned store to their home: SQL and settings, made from the plan. Pure.

The program declares databases; it opens none. What is inside them is applied by a store's own machines where
it has any (``applied``), else by whoever owns the schema. ``domicile schema`` prints all of it: ``apply`` as
it is, ``template`` to copy into migrations, ``hint`` to read.
"""

from schema.artefact import Artefact
from schema.engines import RENDER, artefacts

__all__ = ["RENDER", "Artefact", "artefacts"]
