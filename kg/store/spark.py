"""Access to Apache Spark, for data that one machine cannot hold."""

from __future__ import annotations

import os
import sys
from typing import Any


def spark_session() -> Any:
    """The session that the environment configures, else one on two local threads.

    ``SPARK_REMOTE``, ``PYSPARK_SUBMIT_ARGS`` and ``spark-defaults.conf`` name the cluster, as for
    any program on Spark (extra ``spark``). Workers need this package in their Python.
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
