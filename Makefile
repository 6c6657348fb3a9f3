# What a person does with racebench's sources. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

PREFIX ?= /usr/local
DESTDIR ?=
N ?= 20
BENCHMARK_ARGUMENTS ?=

binary := .build/release/racebench
bin_directory = $(DESTDIR)$(PREFIX)/bin
share_directory = $(DESTDIR)$(PREFIX)/share/racebench
scenarios = $(wildcard scenarios/*.yaml)

.PHONY: help setup build test gate matrix run install uninstall format lint benchmark soak clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check for Swift 6, libxxhash, libyaml; install the latter where apt-get may
	@scripts/setup

# With Swift's own libraries inside it starts in half the time.
build: setup ## build for release
	swift build -c release --static-swift-stdlib

test: setup ## build and run all tests; print what was skipped
	scripts/test

gate: build ## run every shipped scenario's gate
	$(binary) gate $(scenarios)

matrix: build ## run every gate on tmpfs, ext4, xfs, btrfs and overlay; write results/file-systems.md
	mkdir -p results
	scripts/matrix --racebench $(binary) --output results/file-systems.md

run: build ## run the reference experiment; print its table, write it to results/
	mkdir -p results
	$(binary) run scenarios/pr-591.yaml --output results/pr-591.md --output results/pr-591.json

install: build ## install the program and its scenarios; PREFIX=/usr/local, DESTDIR=
	$(if $(scenarios),,$(error there are no scenarios/*.yaml to install))
	install -d -m 755 "$(bin_directory)"
	strip -o "$(bin_directory)/.racebench.new" $(binary)
	chmod 755 "$(bin_directory)/.racebench.new"
	mv -f "$(bin_directory)/.racebench.new" "$(bin_directory)/racebench"
	install -d -m 755 "$(share_directory)/scenarios"
	install -m 644 $(scenarios) "$(share_directory)/scenarios/"

uninstall: ## remove what install put there; PREFIX=/usr/local, DESTDIR=
	rm -f "$(bin_directory)/racebench"
	rm -f $(foreach file,$(scenarios),"$(share_directory)/$(file)")
	for directory in "$(share_directory)/scenarios" "$(share_directory)"; do \
	  if [ -d "$$directory" ]; then rmdir --ignore-fail-on-non-empty "$$directory"; fi; \
	done

format: setup ## format all Swift files
	scripts/swift-files | xargs -0 -r swift format --in-place

lint: setup ## check format, the house's walls, and the C for AArch64
	scripts/swift-files | xargs -0 -r swift format lint --strict
	scripts/check-house
	scripts/check-aarch64

benchmark: build ## race against the peers and the machine's limit; BENCHMARK_ARGUMENTS=--quick
	Benchmarks/run --racebench $(binary) $(BENCHMARK_ARGUMENTS)

soak: build ## run N times what must hold each time; N=20
	scripts/soak --racebench $(binary) $(N)
	scripts/hostile --racebench $(binary) --all

clean: ## remove what builds left
	rm -rf .build .build-test out
