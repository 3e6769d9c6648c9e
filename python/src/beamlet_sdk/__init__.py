"""The globus-compute-sdk for a Beamlet service at any address.

>>> import beamlet_sdk
>>> with beamlet_sdk.executor(endpoint, url="https://beamlet.example.org") as ex:
...     print(ex.submit(f, 3).result())
"""

from beamlet_sdk.errors import BeamletError
from beamlet_sdk.hosted import client, executor

__all__ = ["BeamletError", "client", "executor"]
