"""How models are run: by ONNX Runtime, on one thread, as articles are read side by side in processes."""

from pathlib import Path
from typing import Final

import onnxruntime

WEIGHTS: Final = Path(__file__).parent / "weights"


def session_of(path: Path, *, keeps_memory: bool = True) -> onnxruntime.InferenceSession:
    """A model, ready to run; one that keeps its memory has it at hand for the next run."""
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = keeps_memory
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        path,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # its kernel takes four times as long as the sum and the norm
    )
