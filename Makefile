# `make` alone lists what there is. Variables: BUILD (build folder), PREFIX and DESTDIR (where `make install` goes).

BUILD  ?= .build
PREFIX ?= /usr/local
DESTDIR ?=

# Imports of targets that are not declared as dependencies are errors, as warnings are (Package.swift).
SWIFT_BUILD = swift build --scratch-path $(BUILD) --explicit-target-dependency-import-check error
# A release brings Swift's libraries along, and leaves out the check of exclusive access that tests run with
# (docs/decisions/0005-exclusive-access.md).
RELEASE_FLAGS = --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
# The tests that a release goes through as well.
RELEASED ?= ^ConversationTests\.(Script|Connection|Race|Repeat|Restart|Crash|Redis)
# What `make build` builds.
PRODUCT ?= vmgate
VMGATE = $(BUILD)/release/vmgate
SHARE = $(DESTDIR)$(PREFIX)/share
BASH_COMPLETIONS = $(SHARE)/bash-completion/completions
ZSH_COMPLETIONS = $(SHARE)/zsh/site-functions
FISH_COMPLETIONS = $(SHARE)/fish/vendor_completions.d

# Folders of their own, as each is built with other code in it.
FUZZ_BUILD ?= .build-fuzz
FUZZ_SECONDS ?= 60
FUZZ_CHECKS ?= decoder request language settings sealed network match zone
FUZZ = $(FUZZ_BUILD)/release/vmgate-fuzz
FUZZ_FLAGS = -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library -Xswiftc -use-ld=lld
# What is not for a sanitizer: the sources' form, memory that is not available, and some million PINs that are counted.
SANITIZED ?= --skip HygieneTests --skip OutOfMemoryTests --skip ExtraRulesTests/counts --skip countsOfSixDigits
# A server that may not be dumped cannot look for leaks in itself.
asan: export ASAN_OPTIONS ?= detect_leaks=0

.PHONY: help build run demo test golden settings-page check check-release simulate torture torture-short fuzz fuzz-regress \
	asan tsan secrets lint format bench prompts install clean
.NOTPARALLEL:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

build: ## Build a release, after installing what is missing
	@scripts/setup.sh build
	$(SWIFT_BUILD) --configuration release --product $(PRODUCT) $(RELEASE_FLAGS)

run: build ## Serve on 127.0.0.1:8746, at first on a new database with three mailboxes
	@scripts/run.sh $(VMGATE)

demo: build ## Play a conversation with a throw-away server and show both sides
	@scripts/demo.sh $(VMGATE)

test: ## Run every test, after installing what is missing
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	swift test --scratch-path $(BUILD) --skip-build --disable-xctest --no-parallel

golden: ## Rewrite the tables of announcements and counts, to be read and committed after a catalog has changed
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	GOLDEN_TABLE=write swift test --scratch-path $(BUILD) --skip-build --disable-xctest --no-parallel --filter Golden

settings-page: ## Rewrite the rows of docs/settings.md, to be read and committed after a setting has changed
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	SETTINGS_PAGE=write swift test --scratch-path $(BUILD) --skip-build --disable-xctest --filter SettingsPageTests

check: lint torture-short check-release test ## What continuous integration runs: lint, short torture, a release, the tests

check-release: build ## Play the conversations with a release, and ask it for what the protocol promises
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	VMGATE_UNDER_TEST=$(abspath $(VMGATE)) swift test --scratch-path $(BUILD) --skip-build --disable-xctest --no-parallel \
		--filter '$(RELEASED)'
	Tests/Conformance/conformance.py --server $(VMGATE)

# All seeds of `make test` are the same each time; these are new ones.
simulate: ## Let everything go wrong in virtual time, for SECONDS (60); SEED=N tells all that happens with one
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	SIMULATION_SEED=$(SEED) SIMULATION_SECONDS=$(if $(SEED),,$(or $(SECONDS),60)) swift test --scratch-path $(BUILD) \
		--skip-build --disable-xctest --no-parallel --filter SimulationTests/rules

torture: ## Kill, starve and flood a debug build for some ten minutes (ONLY="kill" runs a part)
	@scripts/setup.sh test
	$(SWIFT_BUILD) --product vmgate
	Tests/Torture/torture.py --server $(BUILD)/debug/vmgate --only "$(ONLY)"

# On the build that the tests are about to use.
torture-short: ## The same in about two minutes
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	Tests/Torture/torture.py --server $(BUILD)/debug/vmgate --short

fuzz: ## Look for bytes that break a parser, FUZZ_SECONDS (60) each (FUZZ_CHECKS="decoder" runs a part)
	@scripts/setup.sh build
	swift build --package-path FuzzTesting --scratch-path $(FUZZ_BUILD) --configuration release $(FUZZ_FLAGS)
	scripts/fuzz.sh $(FUZZ) $(FUZZ_SECONDS) $(FUZZ_CHECKS)

fuzz-regress: ## Check once more what fuzzing found; part of `make test`
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	swift test --scratch-path $(BUILD) --skip-build --disable-xctest --no-parallel --filter FuzzReplayTests

asan: ## Run the tests under AddressSanitizer
	@scripts/setup.sh test
	swift build --scratch-path .build-asan --build-tests --sanitize address
	swift test --scratch-path .build-asan --skip-build --disable-xctest --no-parallel --sanitize address $(SANITIZED)

tsan: ## Run the tests under ThreadSanitizer
	@scripts/setup.sh test
	swift build --scratch-path .build-tsan --build-tests --sanitize thread
	"$$(dirname "$$(readlink -f "$$(command -v swift)")")/clang" -O1 -shared -fPIC -o .build-tsan/mutexes.so Tests/Sanitizers/mutexes.c
	LD_PRELOAD=$(CURDIR)/.build-tsan/mutexes.so swift test --scratch-path .build-tsan --skip-build --disable-xctest \
		--no-parallel --sanitize thread $(SANITIZED)

secrets: ## Log in a thousand times, and look for every PIN in memory, database and log (as root)
	@scripts/setup.sh test
	$(SWIFT_BUILD) --product vmgate
	Tests/Secrets/secrets_left.py --server $(BUILD)/debug/vmgate --tls

lint: ## Check the format of the Swift code, and the shell scripts
	@scripts/setup.sh lint
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Micro FuzzTesting
	shellcheck scripts/*.sh .ci/run

format: ## Format the Swift code
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks/Micro FuzzTesting

bench: ## Measure against Dovecot, Redis and the machine itself; a quarter of an hour on a quiet machine
	@scripts/setup.sh bench
	Benchmarks/run.py --build $(BUILD)

# Asked of make and not of SwiftPM, which takes longer to find nothing to do than all sounds do.
$(VMGATE): Package.swift $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build
	@touch $(VMGATE)

prompts: $(VMGATE) ## Render the prompts and clips that have no sound yet, and check catalogs and sound
	@scripts/setup.sh sound
	@$(VMGATE) prompts render --prompts prompts
	@$(VMGATE) prompts check --prompts prompts --sound

# A recording that somebody has put there stays. Manual pages and completions come from the program itself.
install: build ## Install program, manual, completions, prompts and documentation under DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/vmgate $(SHARE)/doc/vmgate
	install -m 755 $(VMGATE) $(DESTDIR)$(PREFIX)/bin/vmgate
	install -d $(SHARE)/man/man1 $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
	$(VMGATE) generate-manual $(SHARE)/man/man1
	$(VMGATE) --generate-completion-script bash > $(BASH_COMPLETIONS)/vmgate
	$(VMGATE) --generate-completion-script zsh > $(ZSH_COMPLETIONS)/_vmgate
	$(VMGATE) --generate-completion-script fish > $(FISH_COMPLETIONS)/vmgate.fish
	cp -R deploy $(SHARE)/vmgate/
	install -d $(SHARE)/vmgate/prompts
	tar -C prompts --exclude='*.wav' -cf - . | tar -C $(SHARE)/vmgate/prompts --no-same-owner -xf -
	cp -Rn prompts/. $(SHARE)/vmgate/prompts/
	cp -R README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE docs $(SHARE)/doc/vmgate/
	install -D -m 644 Benchmarks/README.md $(SHARE)/doc/vmgate/Benchmarks/README.md

clean: ## Remove what was built; databases stay
	rm -rf $(BUILD)
