"""Access to Apache Spark, for data that do not fit on one machine."""

from __future__ import annotations

import os
import sys
from typing import Any


def spark_session() -> Any:
    """Return the Spark session configured by the environment, else one with two local threads.

    ``SPARK_REMOTE``, ``PYSPARK_SUBMIT_ARGS`` and ``spark-defaults.conf`` specify the cluster, as
    for any Spark program (extra ``spark``). The Python of the workers must have this package
    installed.
    """
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("entente")
    for key, value in {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.ui.enabled": "false",
    }.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
