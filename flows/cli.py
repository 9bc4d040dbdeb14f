"""The command line. Heavy imports wait until a command needs them: ``yushen --help`` answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ExitCode, YushenError

app = typer.Typer(
    name="yushen",
    help="预审：审读申报书，为评审人员生成审读档案。每个数字、每条结论都指向页面上的位置；结论由人作出。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Out = Annotated[str, typer.Option("--out", help="输出文件夹；也可以是共享存储的地址，如 s3://桶/结果")]
RulebookOption = Annotated[str, typer.Option("--rulebook", help="规则集的标识，或规则集文件夹的路径")]
Engine = Annotated[str, typer.Option("--engine", help="识别引擎：rapidocr 或 tesseract")]
Passwords = Annotated[Path | None, typer.Option("--passwords", help="口令文件，每行一个，用于打开加密的 PDF")]
DEFAULT_RULEBOOK = "shijiazhuang-2025"


@app.command("run")
def run_command(
    folder: Annotated[
        str, typer.Argument(help="申报材料文件夹：县/企业/…，或每个 PDF 为一家企业；也可以是共享存储的地址，如 s3://桶/材料")
    ],
    out: Out,
    rulebook: RulebookOption = DEFAULT_RULEBOOK,
    engine: Engine = "rapidocr",
    workers: Annotated[int, typer.Option("--workers", min=0, help="同时审读的申报书份数；0 为按处理器核数")] = 0,
    passwords: Passwords = None,
    dask: Annotated[str | None, typer.Option("--dask", help="在 Dask 集群上审读：tcp://主机:8786；local 为在本机起一个集群")] = None,
) -> None:
    """审读一批申报书，生成审读档案、评审汇总表和问题清单。

    退出码：0 全部完成；3 输入有误；4 规则集有误；5 输出不可写或被占用；6 完成但有申报书未能审读；7 识别引擎不可用。
    """
    from flows.shared import run_anywhere

    given = _passwords(passwords)
    address = "" if dask == "local" else dask
    _exit(run_anywhere(folder, out, rulebook=rulebook, engine=engine, workers=workers, passwords=given, dask=address))


@app.command("check")
def check_command(
    book: Annotated[Path, typer.Argument(help="一份申报书（PDF），或一家企业的文件夹")],
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹；不给则只显示结果")] = None,
    rulebook: RulebookOption = DEFAULT_RULEBOOK,
    engine: Engine = "rapidocr",
    passwords: Passwords = None,
) -> None:
    """审读一份申报书（不经 Prefect）。"""
    from flows.single import check_book

    _exit(check_book(book, out, rulebook=rulebook, engine=engine, passwords=_passwords(passwords)))


@app.command("judge")
def judge_command(
    out: Annotated[str, typer.Argument(help="审读结果文件夹或地址（yushen run 的 --out）")],
    rulebook: Annotated[str | None, typer.Option("--rulebook", help="规则集的标识或文件夹；不给则用上次的")] = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="同时进行的份数；0 为按处理器核数")] = 0,
) -> None:
    """按已抽取的事实重新判定，不再读页（规则或门槛变了以后）。章节、字段等定义变了时，由缓存中的页面重新抽取。"""
    from flows.shared import judge_anywhere

    _exit(judge_anywhere(out, rulebook=rulebook, workers=workers))


@app.command("watch")
def watch_command(
    folder: Annotated[str, typer.Argument(help="收件文件夹（本机或挂载的）")],
    out: Out,
    rulebook: RulebookOption = DEFAULT_RULEBOOK,
    engine: Engine = "rapidocr",
    workers: Annotated[int, typer.Option("--workers", min=0, help="同时审读的申报书份数；0 为按处理器核数")] = 0,
    passwords: Passwords = None,
    every: Annotated[float, typer.Option("--every", min=0.2, help="每隔多少秒看一次")] = 5.0,
    settle: Annotated[float, typer.Option("--settle", min=0.0, help="文件多少秒不再变化才算到齐")] = 20.0,
) -> None:
    """守候收件文件夹：申报书到齐（大小不再变化）即审读，直到按 Ctrl+C。"""
    from flows.shared import run_anywhere
    from flows.watching import watch
    from pipeline.errors import InputError
    from pipeline.stores import folder_at, is_url

    if is_url(folder):
        raise InputError(f"守候只支持本机或挂载的文件夹：“{folder}”。共享存储请定时运行 yushen run，只有新到和改动的会审读。")
    given = _passwords(passwords)
    watch(
        folder_at(folder),
        lambda ready: run_anywhere(folder, out, rulebook=rulebook, engine=engine, workers=workers, passwords=given, ready=ready),
        every=every,
        settle=settle,
    )


@app.command("cache")
def cache_command(clear: Annotated[bool, typer.Option("--clear", help="清空缓存")] = False) -> None:
    """显示识别缓存的位置和大小；--clear 清空。"""
    from flows.caching import show_cache

    _exit(show_cache(clear))


@app.command("rules")
def rules_command(rulebook: RulebookOption = DEFAULT_RULEBOOK) -> None:
    """列出规则集的全部规则。"""
    from flows.explaining import print_rules

    print_rules(rulebook)


@app.command("explain")
def explain_command(
    rule: Annotated[str, typer.Argument(help="规则名，如 metric.below-threshold；或指标，如 metric:digitization_rate")],
    sentence: Annotated[str, typer.Option("--sentence", help="一句话：看该指标在其中怎样读")] = "",
    rulebook: RulebookOption = DEFAULT_RULEBOOK,
) -> None:
    """说明一条规则（依据的条款、什么情况不符合、什么情况不算）或一项指标（怎样认、哪些数作数、规则怎样判）。"""
    from flows.explaining import print_explanation

    _exit(print_explanation(rule, rulebook, sentence))


@app.command("doctor")
def doctor_command() -> None:
    """检查识别引擎、模型和版本，指出缺什么、用什么命令补。"""
    from flows.doctor import examine

    _exit(examine())


def _passwords(path: Path | None) -> tuple[str, ...]:
    """One password a line; blank lines do not count."""
    if path is None:
        return ()
    from pipeline.errors import InputError

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"口令文件无法读取：{path}。请用 UTF-8 编码保存，每行一个口令。") from error
    return tuple(line.strip() for line in lines if line.strip())


def _exit(code: ExitCode) -> None:
    raise typer.Exit(int(code))


def main() -> None:
    """The entry point: known errors become one line on stderr and their exit code."""
    from pipeline.files import printable
    from pipeline.masking import masked, set_up_logging

    set_up_logging()
    try:
        app()
    except YushenError as error:
        print(f"错误：{masked(printable(str(error)))}", file=sys.stderr)
        sys.exit(int(error.code))
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != ExitCode.INTERRUPTED:  # click turns an interrupt into this, saying nothing
            raise
        print("已中断。再次运行同一命令即可接着做。", file=sys.stderr)
        sys.exit(int(ExitCode.INTERRUPTED))


if __name__ == "__main__":
    main()
