"""The two networks of RapidOCR's wheel, compiled by OpenVINO with what surrounds them done inside: in the first the picture's scaling of
values. The second gives the raw scores of its 18,710 characters: the best of each step is found where they lie, and its probability
only for the few steps that are a character, which costs less than the network's own softmax and search over all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.eyes import Image
from pipeline.engines.errors import EngineMissing

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


def model_path(name: str) -> str:
    """Path of a model inside the installed wheel; nothing is ever fetched."""
    try:
        path = Path(str(files("rapidocr") / "models" / name))
    except ModuleNotFoundError as error:
        raise EngineMissing("未安装 RapidOCR；请安装：pip install rapidocr openvino") from error
    if not path.is_file():
        raise EngineMissing(f"RapidOCR 的模型文件 {name} 不在已安装的 rapidocr 包内；请重新安装：pip install --force-reinstall rapidocr")
    return str(path)


def _core() -> Any:
    try:
        import openvino
    except ImportError as error:
        raise EngineMissing("未安装 OpenVINO；请安装：pip install openvino") from error
    return openvino.Core()


class DetectorNetwork:
    """Picture to a map of how likely each pixel belongs to a line of text."""

    def __init__(self, options: dict[str, Any]) -> None:
        core = _core()
        from openvino import Layout, Type
        from openvino.preprocess import ColorFormat, PrePostProcessor

        prepared = PrePostProcessor(core.read_model(model_path(DETECTOR)))
        picture = prepared.input()
        picture.tensor().set_element_type(Type.u8).set_layout(Layout("NHWC")).set_color_format(ColorFormat.RGB)
        picture.preprocess().convert_color(ColorFormat.BGR).convert_element_type(Type.f32).mean(127.5).scale(127.5)
        picture.model().set_layout(Layout("NCHW"))
        self._request = core.compile_model(prepared.build(), "CPU", options).create_infer_request()

    def __call__(self, image: Image) -> NDArray[np.float32]:
        """``image``: height × width × 3, RGB, sides multiples of 32; the result: 1 × 1 × height × width, 0 to 1 (valid until the next)."""
        self._request.infer([image[None]], share_inputs=True)
        return np.asarray(self._request.get_output_tensor(0).data, np.float32)


class RecogniserNetwork:
    """Picture of a line to the best character of each step."""

    def __init__(self, options: dict[str, Any]) -> None:
        core = _core()
        from openvino import Model
        from openvino import opset13 as ops

        model = core.read_model(model_path(RECOGNISER))
        listed = model.get_rt_info(["framework", "character"]).astype(str).splitlines()
        self.characters = ["", *listed, " "]
        """Characters by class; class 0 is the blank of CTC."""
        softmax = model.outputs[0].get_node().input_value(0).get_node()
        if softmax.get_type_name() != "Softmax":
            raise EngineMissing(f"RapidOCR 的模型文件 {RECOGNISER} 与本程序不符；请按 constraints.txt 安装 rapidocr")
        scores = Model([ops.result(softmax.input_value(0))], model.get_parameters(), "recogniser")
        self._request = core.compile_model(scores, "CPU", options).create_infer_request()

    def __call__(self, line: NDArray[np.float32]) -> tuple[NDArray[np.intp], Callable[[NDArray[np.intp]], NDArray[np.float32]]]:
        """``line``: 1 × 3 × 48 × width, BGR, -1 to 1; the result: the best class per step, and a function that gives the probability of
        the best class at chosen steps (valid until the next line)."""
        self._request.infer([line], share_inputs=True)
        scores = np.asarray(self._request.get_output_tensor(0).data)[0]

        def chances(steps: NDArray[np.intp]) -> NDArray[np.float32]:
            chosen = scores[steps]
            chosen -= chosen.max(axis=1, keepdims=True)
            np.exp(chosen, out=chosen)
            return np.asarray(1.0 / chosen.sum(axis=1), np.float32)

        return scores.argmax(axis=1), chances
