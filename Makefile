# The one entry to building, testing and installing Fledge. `make` alone lists what there is.

# What the build needs from the system, as `name for pkg-config=Debian package`.
libraries := openblas=libopenblas-dev
viewer_libraries := cairo=libcairo2-dev sdl2=libsdl2-dev

# What only the tests need: a virtual screen, films and their frames, the font of the committed
# pictures.
test_packages := Xvfb@xvfb ffmpeg @fonts-dejavu-core

# What `make pictures` needs: the window on such a screen, and a hand on its keyboard.
picture_packages := Xvfb@xvfb xdotool ffmpeg @fonts-dejavu-core

# The libraries that have documentation, each after the ones it imports.
modules := Numerics Wording Tensors Gym Networks Environments Scoring MetaLearning Probes Recording Drawing Viewer Arguments

swift_files := Sources Tests Environments Package.swift

# One configuration for everything: what the build has compiled, the tests and the documentation use.
# Testable imports would compile every module a second time; the tests use public and package
# declarations only.
build_options := --configuration release --explicit-target-dependency-import-check error
built := .build

# 'VIEWER=no' leaves out pictures, films and the window, and with them Cairo and SDL2.
ifeq ($(VIEWER),no)
built := .build/without-viewer
build_options += --disable-default-traits --scratch-path $(built)
modules := $(filter-out Drawing Viewer,$(modules))
test_packages :=
else
screen := .ci/with-screen
libraries += $(viewer_libraries)
endif
test_options := $(build_options) --disable-testable-imports --disable-xctest

PREFIX ?= /usr/local
export PREFIX DESTDIR

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.PHONY: help set-up demo build test bench bench-counts install uninstall check lint format docs golden \
  pictures results tables estimators policies anchors monkey levels compare-bits compare-jax quick hooks clean \
  python test-python test-clients fuzz

help: ## Show this list
	@echo "Fledge: meta-reinforcement learning from the command line."
	echo
	sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile |
	  while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done
	echo
	echo "Programs are built for the processor of this machine; 'make build FLEDGE_MARCH=x86-64-v3' is"
	echo "for others. They use the run-time libraries of the Swift toolchain that built them."

set-up: ## Install what the build needs and lacks (the targets below do so themselves)
	@bash .ci/set-up pkg-config $(libraries)

demo: set-up ## Meta-train a policy on 2-D navigation, score it, and draw how it adapts
	@swift build $(build_options) --product fledge
	rm -rf runs/demo-before; if [[ -e runs/demo ]]; then mv runs/demo runs/demo-before; fi
	run() { printf '\n$$ %s\n' "$$*"; "$$@"; }
	run $(built)/release/fledge train point-robot/goals --output runs/demo
	run $(built)/release/fledge score runs/demo/policy.safetensors
	run $(built)/release/fledge adapt runs/demo/policy.safetensors --task goalX=0.35 \
	  --task goalY=-0.25 --record runs/demo/adaptation.safetensors
	if [[ '$(VIEWER)' != no ]]; then
	  run $(built)/release/fledge render runs/demo/adaptation.safetensors \
	    --output runs/demo/adaptation.png
	  echo
	  echo "runs/demo/adaptation.png is a picture of that adaptation; to watch it happen, run"
	  echo
	  echo "  $(built)/release/fledge watch runs/demo/policy.safetensors"
	fi
	echo
	echo "The first table is for goals the policy had never met, the second for one more."
	echo "What to try next:"
	echo
	printf '  $(built)/release/fledge %s\n' \
	  'adapt runs/demo/policy.safetensors --task goalX=-0.4 --task goalY=0.1' \
	  'train cart-pole/reversed' 'list' 'help'
	echo
	echo "'make install' puts fledge on the PATH (PREFIX=~/.local needs no rights)."
	if [[ '$(VIEWER)' != no && -t 1 && -n $${DISPLAY:-}$${WAYLAND_DISPLAY:-} ]]; then
	  echo "The window opens now: click to set another goal; H shows the keys, Q closes it."
	  run $(built)/release/fledge watch runs/demo/policy.safetensors || true
	fi

# What the compiler says is no output, so that of `make bench ARGS=--json` can go to a file.
build: set-up ## Build the programs into .build/release; VIEWER=no leaves out Cairo and SDL2
	@swift build $(build_options) >&2

# Tests of the window use a screen in memory; no display is needed.
test: ## Build and run all tests; ARGS='--filter Advantage' runs some
	@bash .ci/set-up pkg-config $(libraries) $(test_packages)
	trap 'echo "Building and testing took $$((SECONDS / 60)) min $$((SECONDS % 60)) s."' EXIT
	$(screen) swift test $(test_options) $(ARGS)
	$(if $(ARGS),,bash .ci/as-dependency && bash .ci/c-library && FLEDGE=$(abspath $(built)/release/fledge) bash .ci/python test)

# For the processor of this machine; 'make python FLEDGE_MARCH=x86-64-v3' is for others. With 'RENDER=yes' the
# package draws, and needs Cairo wherever it is installed.
RENDER ?= $(or $(FLEDGE_RENDER),no)
python test-python: export FLEDGE_RENDER := $(RENDER)
python: set-up ## Build the Python package fledge-gym, a wheel in .build/python; RENDER=yes for one that draws
	@$(if $(filter yes,$(RENDER)),bash .ci/set-up pkg-config cairo=libcairo2-dev)
	bash .ci/python wheel

test-python: set-up ## Install the Python package into .build/python/venv and run its tests
	@$(if $(filter yes,$(RENDER)),bash .ci/set-up pkg-config cairo=libcairo2-dev)
	bash .ci/python test $(ARGS)

test-clients: build ## Run it with stable-baselines3, TorchRL and others, and with four versions of Gymnasium
	@bash .ci/set-up pkg-config cairo=libcairo2-dev
	FLEDGE=$(abspath $(built)/release/fledge) bash .ci/python clients $(ARGS)

# The manifest then has no other tests, so nothing else is compiled or linked.
quick: ## Build and test one module: MODULE=Gym; ARGS='--filter Space' runs some of its tests
	@bash .ci/set-up pkg-config $(libraries) $(if $(filter Drawing Viewer fledge,$(MODULE)),$(test_packages))
	FLEDGE_MODULE='$(or $(MODULE),$(error Name the module to test: MODULE=Gym))' \
	  $(if $(filter Viewer fledge,$(MODULE)),$(screen)) swift test $(test_options) $(ARGS)

# Ten minutes of random events. Every access to memory is checked, and memory that is not freed is
# reported, except what system libraries keep.
monkey: ## Send random events to the window for ten minutes under the address sanitizer
	@bash .ci/set-up pkg-config $(libraries) $(test_packages)
	export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16
	export LSAN_OPTIONS=suppressions=$$PWD/Tests/leaks.suppressions
	FLEDGE_MONKEY_SECONDS=$${FLEDGE_MONKEY_SECONDS:-600} .ci/with-screen swift test $(build_options) \
	  --disable-xctest --sanitize=address --scratch-path .build/sanitized --filter 'random events'

# Only what the functions need is built, with every access to memory checked.
fuzz: set-up ## Make random calls of the C functions under the address sanitizer
	@export LSAN_OPTIONS=suppressions=$$PWD/Tests/leaks.suppressions
	FLEDGE_MODULE=FledgeC FLEDGE_FUZZ_ROUNDS=$${FLEDGE_FUZZ_ROUNDS:-3000} swift test $(build_options) \
	  --disable-xctest --sanitize=address --scratch-path .build/sanitized-c --filter 'random calls'

# Everything has the same bits on every processor, so builds for older ones must pass the same tests and
# play the replays that ship again. For arm64 the toolchain here has only the freestanding library: it
# compiles what the speed of arithmetic depends on, where nothing may have become a call of fma.
levels: set-up ## Test builds for older x86-64 processors, and compile the arithmetic for arm64
	@bash .ci/set-up pkg-config $(libraries) $(test_packages)
	for level in x86-64-v2 x86-64-v3; do
	  echo "$$level"
	  FLEDGE_MARCH=$$level $(screen) swift test $(test_options) --scratch-path .build/$$level |
	    sed -n '/ ✘ \|^✘\|Test run with/p'
	  for replay in Replays/*.safetensors; do
	    .build/$$level/release/fledge replay --verify "$$replay" | sed -n "1p; \$$s/$$/ ($$level)/p"
	  done
	done
	bash .ci/arm64

bench: build ## Time the parts that matter, as shares of what the machine gives; ARGS go to the program
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/benchmarks $(ARGS)

# Valgrind does not support AVX-512.
bench-counts: set-up ## Count instructions and allocations of the hot kernels; ARGS go to the program
	@bash .ci/set-up valgrind
	FLEDGE_MARCH=x86-64-v3 swift build $(build_options) --scratch-path .build/x86-64-v3 --product benchmarks
	.build/x86-64-v3/release/benchmarks count $(ARGS)

# Under sudo this does not build: that would leave files of root's in the build folder, and sudo
# seldom finds the toolchain. Every file gets its final name when it is complete.
install: $(if $(SUDO_USER),,build) ## Install the program, its policies and replays under PREFIX (/usr/local)
	@if [[ ! -x $(built)/release/fledge ]]; then
	  echo "There is no $(built)/release/fledge yet. Run 'make build' first, without sudo." >&2
	  exit 1
	fi
	incoming=
	trap 'rm -f "$$incoming"' EXIT
	place() { # mode, file, folder
	  mkdir -p "$$3"
	  incoming=$$(mktemp "$$3/.incoming.XXXXXX")
	  install -m "$$1" "$$2" "$$incoming"
	  mv -f "$$incoming" "$$3/$${2##*/}"
	}
	prefix=$$DESTDIR$${PREFIX/#'~/'/$$HOME/}
	shopt -s nullglob
	for file in Policies/* Replays/*.safetensors; do
	  place 644 "$$file" "$$prefix/share/fledge/$${file%/*}"
	done
	place 755 $(built)/release/fledge "$$prefix/bin"
	echo "Installed $$prefix/bin/fledge."

uninstall: ## Remove what install put under PREFIX
	@prefix=$$DESTDIR$${PREFIX/#'~/'/$$HOME/}
	shopt -s nullglob
	rm -f "$$prefix/bin/fledge"
	for file in Policies/* Replays/*.safetensors; do rm -f "$$prefix/share/fledge/$$file"; done
	for folder in "$$prefix/share/fledge/"{Policies,Replays,}; do
	  [[ ! -d $$folder ]] || rmdir --ignore-fail-on-non-empty "$$folder"
	done

check: lint test docs ## Everything a change must pass: lint, test, docs, a build without viewer
	@$(MAKE) --no-print-directory build VIEWER=no

lint: set-up ## Check layout, names, limits and the arrows between modules
	@failed=
	swift format lint --strict --recursive --parallel $(swift_files) || {
	  failed=yes
	  echo "'make format' mends the layout; names and documentation are mended by hand." >&2
	}
	reject() { # what is wrong, the lines
	  [[ -n $$2 ]] || return 0
	  failed=yes
	  printf '%s\n%s\n' "$$1" "$$2" >&2
	}
	search() { grep -rnE --include='*.swift' "$$1" $(swift_files) || true; }
	reject 'These files have more than 400 lines; split them by idea:' \
	  "$$(find $(swift_files) -name '*.swift' -exec awk 'FNR == 401 { print FILENAME }' {} +)"
	reject 'A single capital letter is a dimension in a comment, never a variable:' \
	  "$$(search '^([^/"]|/[^/"])*\<(let|var|for)[[:space:]]+\(?([A-Za-z_]+, *)*[A-Z]( in|[,):= ]|$$)')"
	reject 'Work put off names its issue, as in TODO(#12):' \
	  "$$(search '//.*\<(TODO|FIXME)\>' | grep -vE '\<(TODO|FIXME)\(#[0-9]+\)' || true)"
	reject 'These lines of Python have more than 100 columns:' \
	  "$$(LC_ALL=C.UTF-8 grep -rnE --include='*.py' '^.{101}' Python || true)"
	[[ -z $$failed ]] || exit 1
	swift build $(build_options) --build-tests

format: ## Lay out all Swift files as .swift-format says
	@swift format --in-place --recursive --parallel $(swift_files)

# Straight from the compiled modules: `swift package dump-symbol-graph` fails on test modules in the
# release configuration.
docs: build ## Build the documentation of all libraries as a web site into .build/docs/site
	@rm -rf .build/docs
	triple=$$(swift -print-target-info | sed -n 's/^ *"triple": "\(.*\)",$$/\1/p')
	headers=()
	for map in Sources/*/module.modulemap; do headers+=(-Xcc "-fmodule-map-file=$$map"); done
	for flag in $$(pkg-config --cflags \
	  $(foreach library,$(libraries),$(firstword $(subst =, ,$(library))))); do
	  headers+=(-Xcc "$$flag")
	done
	below=() archives=()
	for module in $(modules); do
	  symbols=.build/docs/symbols/$$module
	  archive=.build/docs/$$module.doccarchive
	  mkdir -p "$$symbols"
	  swift symbolgraph-extract -module-name "$$module" -target "$$triple" "$${headers[@]}" \
	    -I $(built)/release/Modules -module-cache-path $(built)/release/ModuleCache \
	    -minimum-access-level public -skip-synthesized-members -output-dir "$$symbols"
	  catalog=(Sources/"$$module/$$module.docc")
	  [[ -d Sources/$$module ]] || catalog=("$$module/$$module.docc")
	  [[ -d $${catalog[0]} ]] || catalog=()
	  docc convert "$${catalog[@]}" --additional-symbol-graph-dir "$$symbols" \
	    --fallback-display-name "$$module" --fallback-bundle-identifier "$$module" \
	    --enable-experimental-external-link-support "$${below[@]}" \
	    --warnings-as-errors --output-path "$$archive" >.build/docs/log ||
	    { cat .build/docs/log >&2; exit 1; }
	  below+=(--dependency "$$archive")
	  archives+=("$$archive")
	done
	docc merge "$${archives[@]}" --synthesized-landing-page-name Fledge --output-path .build/docs/site
	echo "Documentation: .build/docs/site. To read it, run"
	echo
	echo "    python3 -m http.server --directory .build/docs/site"
	echo
	echo "and open http://localhost:8000/documentation/"

# A change of structure changes no number.
compare-bits: build ## Compare logs and scores with those of an older build: COMMIT=…
	@python3 .ci/compare-bits '$(or $(COMMIT),$(error Name the commit to compare with: COMMIT=...))' \
	  $(built)/release/fledge

# A policy with a memory, as a strong user of JAX would train it.
compare-jax: build ## Time an iteration of RL² in jitted JAX and here, in turns
	@python3 .ci/compare-jax $(built)/release/benchmarks

golden: ## Make the golden numbers in Tests/Golden again
	@shopt -s nullglob
	for script in Tests/Golden/*.py; do
	  echo "$$script"
	  python3 "$$script"
	done

pictures: build ## Draw the pictures of the README and the documentation again
	@bash .ci/set-up $(picture_packages)
	.ci/with-screen bash .ci/pictures $(built)/release/fledge Documentation/pictures

# Finished cells are kept: after Ctrl-C, 'make results' continues; ARGS=--fresh starts again.
results: build ## Train and score every learner and write Documentation/results.md: some 40 minutes
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/studies results --variants $(ARGS)

tables: build ## Measure published numbers and write them into Documentation/results.md
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/studies tables $(ARGS)

estimators: build ## Compare the estimators of meta-gradients: noise, bias and cost
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/studies estimators $(ARGS)

# The commands are those on the policies' pages.
policies: build ## Train the policies that ship again and write their figures; ARGS='NAME …' for some
	@bash .ci/policies $(built)/release/fledge $(ARGS)

# What they measure is compiled into the next build.
anchors: build ## Measure the anchors of all distributions again, into Environments/anchors.json
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/fledge list --json |
	  sed -n 's/^ *"name" : "\(.*\/.*\)",\{0,1\}$$/\1/p' | while read -r name; do
	    options=()
	    # Its oracle plans, and takes a thousand times as long as another player.
	    [[ $$name != cart-pole/swing-up ]] || options=(--tasks 2000 --rollouts 2)
	    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(built)/release/fledge anchors "$$name" \
	      "$${options[@]}" --output Environments/anchors.json
	  done

hooks: ## Let git check the layout of Swift files before each commit
	@git config core.hooksPath .githooks

clean: ## Remove everything built
	@rm -rf .build
