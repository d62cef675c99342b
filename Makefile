# The one entry to building, testing and installing Fledge. `make` alone lists what there is.

# What the build needs from the system, as `name for pkg-config=Debian package`.
libraries := openblas=libopenblas-dev cairo=libcairo2-dev sdl2=libsdl2-dev

# The libraries that have documentation, each after the ones it imports.
modules := Tensors Gym Networks Environments MetaLearning Scoring Recording Drawing Viewer Arguments

swift_files := Sources Tests Environments Package.swift

# One configuration for everything: what the build has compiled, the tests and the documentation use.
# Testable imports would compile every module a second time; the tests use public and package
# declarations only.
build_options := --configuration release --explicit-target-dependency-import-check error
test_options := $(build_options) --disable-testable-imports --disable-xctest

PREFIX ?= /usr/local
export PREFIX DESTDIR

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.PHONY: help set-up demo build test bench install uninstall check lint format docs golden hooks clean

help: ## Show this list
	@echo "Fledge: meta-reinforcement learning from the command line."
	echo
	sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile |
	  while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done
	echo
	echo "Programs are built for the processor of this machine; 'make build FLEDGE_MARCH=x86-64-v3' is"
	echo "for others. They use the run-time libraries of the Swift toolchain that built them."

set-up: ## Install the system packages that are missing (the targets below do so themselves)
	@bash .ci/set-up pkg-config $(libraries)

demo: set-up ## Meta-train a policy on 2-D navigation and score how it adapts
	@swift build $(build_options) --product fledge
	rm -rf runs/demo-before; if [[ -e runs/demo ]]; then mv runs/demo runs/demo-before; fi
	run() { printf '\n$$ %s\n' "$$*"; "$$@"; }
	run .build/release/fledge train point-robot/goals --output runs/demo
	run .build/release/fledge score runs/demo/policy.safetensors
	echo
	echo "The table is for goals the policy had never met. What to try next:"
	echo
	printf '  .build/release/fledge %s\n' 'score --help' \
	  'adapt runs/demo/policy.safetensors --task goalX=0.3 --task goalY=-0.2' \
	  'train cart-pole/reversed' 'list'
	echo
	echo "'make install' puts fledge on the PATH (PREFIX=~/.local needs no rights)."

build: set-up ## Build the programs into .build/release
	@swift build $(build_options)

test: set-up ## Build and run all tests; ARGS='--filter Advantage' runs some
	@trap 'echo "Building and testing took $$((SECONDS / 60)) min $$((SECONDS % 60)) s."' EXIT
	.ci/with-screen swift test $(test_options) $(ARGS)

bench: build ## Time the parts that matter; ARGS go to the benchmark program
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE .build/release/benchmarks $(ARGS)

# Under sudo this does not build: that would leave files of root's in the build folder, and sudo
# seldom finds the toolchain. Every file gets its final name when it is complete.
install: $(if $(SUDO_USER),,build) ## Install the program and its policies under PREFIX (/usr/local)
	@if [[ ! -x .build/release/fledge ]]; then
	  echo "There is no .build/release/fledge yet. Run 'make build' first, without sudo." >&2
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
	for policy in Policies/*; do place 644 "$$policy" "$$prefix/share/fledge/Policies"; done
	place 755 .build/release/fledge "$$prefix/bin"
	echo "Installed $$prefix/bin/fledge."

uninstall: ## Remove what install put under PREFIX
	@prefix=$$DESTDIR$${PREFIX/#'~/'/$$HOME/}
	shopt -s nullglob
	rm -f "$$prefix/bin/fledge"
	for policy in Policies/*; do rm -f "$$prefix/share/fledge/$$policy"; done
	for folder in "$$prefix/share/fledge/Policies" "$$prefix/share/fledge"; do
	  [[ ! -d $$folder ]] || rmdir --ignore-fail-on-non-empty "$$folder"
	done

check: lint test docs ## Everything a change must pass: lint, test, docs

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
	  $(foreach library,$(libraries),$(firstword $(subst =, ,$(library))))); do headers+=(-Xcc "$$flag"); done
	below=() archives=()
	for module in $(modules); do
	  symbols=.build/docs/symbols/$$module
	  archive=.build/docs/$$module.doccarchive
	  mkdir -p "$$symbols"
	  swift symbolgraph-extract -module-name "$$module" -target "$$triple" "$${headers[@]}" \
	    -I .build/release/Modules -module-cache-path .build/release/ModuleCache \
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

golden: ## Make the golden numbers in Tests/Golden again
	@shopt -s nullglob
	for script in Tests/Golden/*.py; do
	  echo "$$script"
	  python3 "$$script"
	done

hooks: ## Let git check the layout of Swift files before each commit
	@git config core.hooksPath .githooks

clean: ## Remove everything built
	@rm -rf .build
