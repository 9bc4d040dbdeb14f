# Yushen (预审). `make demo` and `make test` set up what they need; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_OUT ?= out/demo

.PHONY: help setup demo test lint types layers check format docs eval bench chaos fuzz mutants audit clean

help:
	@echo "make setup   建立环境 .venv（含 .venv/bin/yushen）"
	@echo "make demo    审读 data/samples 中的样例申报书，并指出审读档案的位置"
	@echo "make test    运行测试"
	@echo "make check   代码检查（lint、types、layers）"
	@echo "make eval    在自备测试集上评测准确率（docs/accuracy.md）"
	@echo "make bench   测量速度与内存（docs/performance.md）"
	@echo "make docs    由源码重新生成 docs/rules.md 和 docs/errors.md"
	@echo "make chaos   在真实运行中制造故障（断电、磁盘满、断开等），核对没有丢失"
	@echo "make fuzz    用 atheris 模糊测试各解析器（FUZZ_SECONDS 每个目标的秒数）"
	@echo "make mutants 对 validators/ 做变异测试"
	@echo "make audit   用 pip-audit 核对依赖的已知漏洞（需能访问 PyPI 或 OSV 的漏洞库）"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本：make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "无法建立虚拟环境。Debian/Ubuntu 请先运行：apt-get install python3-venv" >&2; exit 1; }
	@echo "正在安装依赖（首次约需一两分钟）……" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

demo: $(READY)
	@$(BIN)/yushen run data/samples --out $(DEMO_OUT)

# Forms, seals and pages for tests are drawn with these.
TEST_FONTS := fonts-noto-cjk fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei fonts-wqy-microhei

# Tesseract is the second engine: its tests need it. Where this may install it (root, in CI), it does; elsewhere it says how.
test: $(READY)
	@if ! command -v tesseract >/dev/null 2>&1 || ! tesseract --list-langs 2>/dev/null | grep -qx chi_sim; then \
	  if [ "$$(id -u)" = 0 ] && [ "$$CI" = true ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "正在安装 Tesseract 及其中文模型……" >&2; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tesseract-ocr tesseract-ocr-chi-sim; } >/dev/null 2>&1 \
	      || echo "未能安装 Tesseract，相关测试将跳过。" >&2; \
	  else \
	    echo "未找到 Tesseract（第二识别引擎），相关测试将跳过。安装：apt-get install tesseract-ocr tesseract-ocr-chi-sim" >&2; \
	  fi; \
	fi
	@if [ "$$(id -u)" = 0 ] && [ "$$CI" = true ] && command -v apt-get >/dev/null 2>&1; then \
	  { command -v chromium >/dev/null 2>&1 && $(BIN)/python -m tests.generators.fonts >/dev/null; } || { \
	    echo "正在安装测试用的浏览器与中文字体……" >&2; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium $(TEST_FONTS); } >/dev/null 2>&1 \
	      || echo "未能安装浏览器或中文字体，相关测试将跳过。" >&2; \
	  }; \
	else $(BIN)/python -m tests.generators.fonts >&2 || true; fi
	@if ! command -v soffice >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && [ "$$CI" = true ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "正在安装 LibreOffice Writer（约需二十秒）……" >&2; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer; } >/dev/null 2>&1 \
	      || echo "未能安装 LibreOffice，相关测试将跳过。" >&2; \
	  else echo "未找到 LibreOffice（.doc、.wps 的转换），相关测试将跳过。安装：apt-get install libreoffice-writer" >&2; fi; \
	fi
	@$(BIN)/python -m pytest -m "not slow" -n 2
	@$(BIN)/python -m pytest -m slow -n 2 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check --quiet .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

check: lint types layers

format: $(READY)
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

docs: $(READY)
	$(BIN)/python -m pipeline.rule_docs
	$(BIN)/python -m pipeline.error_docs

eval: $(READY)
	$(BIN)/python -m tests.eval --write

bench: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]' || echo "未能安装对照引擎，测量将略去它们。" >&2
	$(BIN)/python -m tests.bench --write

chaos: $(READY)
	$(BIN)/python -m tests.chaos --write

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(FUZZ_SECONDS)

mutants: $(READY)
	$(BIN)/python -m tests.mutants --write

# Needs the databases of PyPI or OSV; a mirror of packages alone has none. --strict: a package that could not be looked up is no clean one.
audit:
	@test -x build/audit/bin/pip-audit || { $(PYTHON) -m venv build/audit && build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; }
	build/audit/bin/pip-audit --strict --disable-pip --no-deps -r constraints.txt

clean:
	rm -rf $(VENV) out build
