# Okienko. Everything is installed into this folder: .tools (uv, Node), .venv (Python), .local (models, data, media).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= copy
# Where an environment forbids it, each of the hundreds of processes of the tests compiles its libraries anew: of a start's 12 s, 4.
unexport PYTHONDONTWRITEBYTECODE
# Chosen once, so that a token of a person's own setup never changes what is installed.
export PATH := $(CURDIR)/.tools/node/bin:$(PATH)

UV := .tools/bin/uv
PYTHON := .venv/bin/python
STAMPS := .local/stamps
PACK := services/faq/content/miasto-przykladowo
SERVICES := faq recognition signing translation speech

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22

## --- installing -----------------------------------------------------------------------------------------------------

$(UV): deploy/bootstrap/get_uv.py
	@python3 deploy/bootstrap/get_uv.py $@ && touch $@

$(STAMPS)/python: $(UV) uv.lock $(wildcard pyproject.toml */pyproject.toml services/*/pyproject.toml deploy/*/pyproject.toml proto/python/pyproject.toml)
	@echo "Installing the Python packages…"
	@$(UV) sync --frozen --all-packages --quiet
	@mkdir -p $(@D) && touch $@

# A system Node of version 20 or later serves; else the one from the Python package index.
$(STAMPS)/node: $(STAMPS)/python
	@if ! { command -v npm && node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)'; } >/dev/null 2>&1; then \
		echo "Installing Node…"; \
		rm -rf .tools/node; UV_PROJECT_ENVIRONMENT=.tools/node $(UV) sync --quiet --frozen --only-group node; \
	fi
	@touch $@

$(STAMPS)/proto: $(STAMPS)/python proto/generate.py $(shell find proto/okienko -name '*.proto')
	@$(PYTHON) proto/generate.py 2>/dev/null || $(PYTHON) proto/generate.py
	@touch $@

$(STAMPS)/models: $(STAMPS)/node $(shell find models/landmarks models/voices -name '*.py')
	@echo "Assembling the landmark models and voices…"
	@$(PYTHON) models/landmarks/assemble.py --output .local/models
	@$(PYTHON) models/voices/assemble.py --output .local/models
	@touch $@

$(STAMPS)/node-modules: $(STAMPS)/node frontend/package-lock.json
	@echo "Installing the front end's packages…"
	@cd frontend && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/node-modules $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print 2>/dev/null)
	@echo "Building the page…"
	@cd frontend && npm run --silent build
	@touch $@

$(STAMPS)/content: $(STAMPS)/proto $(shell find services/faq/content -type f)
	@$(PYTHON) -m okienko_faq validate --errors-only $(PACK)
	@$(PYTHON) -m okienko_faq export-memory --output .local/translation/memory
	@echo "Preparing the search (about a minute the first time)…"
	@$(PYTHON) -m okienko_faq publish
	@touch $@

# Builds the manifests of Kubernetes for lint and tests; no cluster is asked for anything.
$(STAMPS)/kubectl: $(STAMPS)/python deploy/bootstrap/get_kubectl.py
	@$(PYTHON) deploy/bootstrap/get_kubectl.py .tools/kubectl
	@touch $@

.PHONY: setup proto models frontend validate-content
# Downloads wait for the network while the search is prepared on both processors.
setup: ## Install and build everything
	@$(MAKE) --no-print-directory --jobs=3 $(STAMPS)/models $(STAMPS)/frontend $(STAMPS)/content
proto: ## Generate the stubs of the contracts
	@rm -f $(STAMPS)/proto && $(MAKE) --no-print-directory $(STAMPS)/proto
models: $(STAMPS)/models $(STAMPS)/proto ## Assemble landmark models and voices; ARGOS=1_9: fetch Argos Translate's packages of that version as well
	@$(if $(ARGOS),for pair in pl_en en_pl; do $(PYTHON) -m okienko_translation install-package https://argos-net.com/v1/translate-$$pair-$(ARGOS).argosmodel || true; done)
frontend: $(STAMPS)/frontend ## Build the page
validate-content: $(STAMPS)/proto ## Check the content pack and the national one under it
	@$(PYTHON) -m okienko_faq validate $(PACK)

## --- running --------------------------------------------------------------------------------------------------------

.PHONY: run prepare top clean
run: setup ## Install, build, start everything and print the address
	@exec $(PYTHON) -m okienko_supervisor

.PHONY: images
images: $(STAMPS)/python ## Build the images from bases that deploy/base-images.env names by digest, as a release needs
	@$(PYTHON) deploy/lint/base_images.py
	@docker compose $(if $(wildcard .env),--env-file .env) --env-file deploy/base-images.env build

.PHONY: certificates
certificates: $(STAMPS)/python ## An example authority and certificates for TLS between the services, FOLDER=.local/certificates
	@$(PYTHON) deploy/certificates/make.py $(if $(FOLDER),--folder $(FOLDER))

prepare: $(STAMPS)/proto ## Have the running Okienko make all films and readings before anybody asks
	@$(PYTHON) -m okienko_gateway prepare --until-done

top: $(STAMPS)/python ## A running Okienko in the terminal; GATEWAY=http://127.0.0.1:8080 METRICS=faq=host:9101,…
	@$(PYTHON) -m okienko_supervisor.top $(if $(GATEWAY),--gateway $(GATEWAY)) $(if $(METRICS),--metrics $(METRICS))

clean: ## Remove everything that was installed, built or stored
	rm -rf .tools .venv .local reports frontend/dist frontend/node_modules deploy/lint/node_modules proto/python/okienko

## --- checking -------------------------------------------------------------------------------------------------------

.PHONY: test test-python test-frontend test-services test-gateway test-whole test-cluster test-tools lint format
# Those of the whole wait for a browser half of the time, so those of the parts fill the other processor meanwhile; in two lines, so that
# none runs alone at the end.
test: setup test-tools ## Run every test, browser included
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target test-whole test-services test-frontend test-gateway
test-tools:
	@deploy/bootstrap/check_test_tools.sh
test-frontend: $(STAMPS)/node-modules
	@cd frontend && npm run --silent test
test-services: setup
	@$(PYTHON) -m pytest services
test-gateway: setup $(STAMPS)/kubectl $(STAMPS)/deploy-lint
	@$(PYTHON) -m pytest gateway deploy models
test-whole: setup
	@$(PYTHON) -m pytest tests
test-python: test-services test-gateway test-whole
# In namespaces of its own, so that nothing outlives it; without the right to them pytest says what is missing.
APART := unshare --net --mount --pid --fork --kill-child --mount-proc --
test-cluster: setup ## Kill, freeze and slow down replicas in a cluster of network namespaces (root; SERVICES="faq speech")
	@OKIENKO_CLUSTER=1 OKIENKO_CLUSTER_SERVICES="$(SERVICES)" \
		$(shell $(APART) true 2>/dev/null && echo "$(APART)") $(PYTHON) -m pytest tests/cluster --basetemp=.local/cluster $(if $(ONLY),-k "$(ONLY)")

$(STAMPS)/deploy-lint: $(STAMPS)/node deploy/lint/package-lock.json
	@cd deploy/lint && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

lint: $(STAMPS)/proto $(STAMPS)/node-modules $(STAMPS)/deploy-lint $(STAMPS)/kubectl ## Formatting, linting, typing, contracts, containers
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy $(foreach s,common $(SERVICES),services/$(s)/src) gateway/src deploy/supervisor/src
	@for tests in services/*/tests gateway/tests deploy/*/tests tests/end_to_end tests/cluster tests/load tests/fuzz tests/security; do $(PYTHON) -m mypy $$tests; done
	@cd proto && ../.venv/bin/buf lint
	@deploy/lint/check_breaking.sh
	@cd frontend && npm run --silent lint
	@.venv/bin/hadolint $(wildcard services/*/Dockerfile) gateway/Dockerfile
	@deploy/lint/check_compose.sh
	@$(PYTHON) deploy/lint/licences.py
	@deploy/lint/check_manifests.sh
	@deploy/lint/check_alerts.sh

# In a network with nothing in it, so that whatever calls the outside is seen; where that is not allowed the tools say that they do not watch.
ALONE = $(shell for way in "unshare --net" "unshare --map-root-user --net"; do $$way ip link set lo up 2>/dev/null && echo "$$way --" && break; done)
.PHONY: fuzz-api fuzz-grpc sbom audit
fuzz-api: setup ## Invented requests to every call of the OpenAPI document, CASES=50 SECONDS=0
	@$(UV) run --quiet --frozen --all-packages --group fuzz true
	@$(ALONE) $(UV) run --quiet --frozen --offline --all-packages --group fuzz python tests/fuzz/fuzz_api.py $(if $(CASES),--cases $(CASES)) $(if $(SECONDS),--seconds $(SECONDS))
fuzz-grpc: setup ## Invented messages to every method of every contract, CASES=10000 SECONDS=0 ONLY=Speech ENGINES=delivered
	@$(ALONE) $(PYTHON) tests/fuzz/fuzz_grpc.py $(if $(CASES),--cases $(CASES)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ONLY),--only "$(ONLY)") $(if $(ENGINES),--engines $(ENGINES))
sbom: $(STAMPS)/node ## A bill of materials for each image in reports/sbom (CycloneDX)
	@$(UV) run --quiet --frozen --all-packages --group audit python deploy/lint/sbom.py
audit: $(STAMPS)/node ## Compare what the images install with published vulnerabilities; needs the network
	@$(UV) run --quiet --frozen --all-packages --group audit python deploy/lint/audit_packages.py

format: $(STAMPS)/proto $(STAMPS)/node-modules ## Format everything
	@$(PYTHON) -m ruff format --quiet . && $(PYTHON) -m ruff check --fix --quiet .
	@cd frontend && npm run --silent format

## --- measuring: prints a table and writes reports/<name>.json --------------------------------------------------------

.PHONY: load load-services soak capacity bench bench-browser bench-costs bench-faq bench-gateway bench-recognition bench-signing bench-speech bench-store bench-translation eval-faq eval-recognition eval-signing eval-translation eval-speech spelling-lexicon train-recognition lexicon-sheet docs
# Locust and matplotlib, in a virtual environment of their own; afterwards no network is needed.
LOAD_TOOLS = UV_PROJECT_ENVIRONMENT=.local/venv-load $(UV) sync --quiet --frozen --only-group load
bench: setup ## Answer time at the gateway, idle memory
	@$(PYTHON) tests/load/bench.py
load: setup ## Residents before the gateway, more and more, RESIDENTS="50 200" SECONDS=60; latency as PNG
	@$(LOAD_TOOLS)
	@$(ALONE) $(PYTHON) tests/load/load.py $(if $(RESIDENTS),--residents $(RESIDENTS)) $(if $(SECONDS),--seconds $(SECONDS))
load-services: setup ## What each service can do alone, with one replica and with two, each on a processor of its own; PNG
	@$(PYTHON) tests/load/load_services.py $(if $(SECONDS),--seconds $(SECONDS))
soak: setup ## Residents for MINUTES=30; memory and descriptors may not grow
	@$(LOAD_TOOLS)
	@$(ALONE) $(PYTHON) tests/load/load_soak.py $(if $(MINUTES),--minutes $(MINUTES))
bench-costs: setup ## Processor time of every process for each thing that a resident does
	@$(PYTHON) tests/load/bench_costs.py
capacity: $(STAMPS)/python ## The sums of docs/capacity.md from the costs that stand there
	@$(PYTHON) tests/load/capacity.py
bench-gateway: setup ## Processor time of the gateway for a text question, BESIDE=another checkout for before and after
	@$(PYTHON) tests/load/bench_gateway.py $(if $(BESIDE),--beside $(BESIDE))
bench-recognition: setup ## Streams a core, processor time a frame, end of a sign to its answer
	@$(PYTHON) tests/load/bench_recognition.py
bench-browser: setup ## Frames of landmarks a second in headless Chromium, without a graphics card
	@$(PYTHON) tests/load/bench_browser.py
fuzz-recognition: setup ## Ten thousand streams of nonsense and a million frames: nothing fails, memory stays flat
	@$(PYTHON) tests/load/fuzz_recognition.py $(if $(CASES),--cases $(CASES)) $(if $(FRAMES),--frames $(FRAMES))
bench-signing: setup ## First byte of films, exactness of ranges, taking up a recording
	@$(PYTHON) tests/load/bench_signing.py
bench-speech: setup ## First sound, word marks, loudness, twenty listeners at once
	@$(PYTHON) tests/load/bench_speech.py
bench-translation: setup ## Sentences a second beside LibreTranslate with the same models, from the cache and in a batch of 64
	@$(PYTHON) tests/load/bench_translation.py
bench-faq: setup ## The search with 1,000 and 50,000 answers: building, memory, time, recall, beside words or meaning alone
	@$(PYTHON) tests/load/bench_faq.py
bench-store: setup ## Kills publishing processes, time until a replica answers anew; TRIES=200 DATABASE=postgresql://…
	@$(PYTHON) -m okienko_faq.trial $(if $(TRIES),--tries $(TRIES)) $(if $(DATABASE),--database $(DATABASE))
eval-faq: setup ## QUESTIONS=q.jsonl CONTENT=c.jsonl
	@$(PYTHON) -m okienko_faq.evaluation $(if $(QUESTIONS),--questions $(QUESTIONS)) $(if $(CONTENT),--content $(CONTENT))
eval-recognition: setup ## STATIC=a.npz DYNAMIC=b.npz SIGNS=c.npz
	@$(PYTHON) -m okienko_recognition.evaluation $(if $(STATIC),--static $(STATIC)) $(if $(DYNAMIC),--dynamic $(DYNAMIC)) $(if $(SIGNS),--signs $(SIGNS))
	@$(PYTHON) -m okienko_recognition.decoding.evaluation $(if $(STATIC),--static $(STATIC)) $(if $(DYNAMIC),--dynamic $(DYNAMIC))
spelling-lexicon: $(UV) ## Build the lexicon of spelled words anew, CONTENT=folder with content packs
	@UV_PROJECT_ENVIRONMENT=.local/venv-lexicon $(UV) run --quiet --frozen --only-group lexicon \
		python models/spelling/build_lexicon.py --content $(or $(CONTENT),services/faq/content) --output services/recognition/src/okienko_recognition/decoding/data/words.npz
TRAINING := PYTHONPATH=services/recognition/src:services/signing/src:services/common/src UV_PROJECT_ENVIRONMENT=.local/venv-training \
	$(UV) run --quiet --frozen --only-group training python
train-recognition: $(UV) ## Letters and signs, from landmarks to ONNX, DATA=folder with fifsch.npz, pavelshep.npz, migowy.npz; GPU=1
	@$(TRAINING) models/fingerspelling/train.py --data $(or $(DATA),../shared/data/pjm) --output models/fingerspelling/weights \
		$(if $(GPU),--device cuda)
	@$(TRAINING) models/recognition/train.py --data $(or $(DATA),../shared/data/pjm) --output models/recognition/weights \
		--test-streams .local/signs-unseen.npz $(if $(GPU),--device cuda --processes 12 --together 4 --steps 6250)
eval-signing: setup ## HAMNOSYS=h.json
	@$(PYTHON) -m okienko_signing.evaluation --pack $(PACK) $(if $(HAMNOSYS),--hamnosys $(HAMNOSYS))
eval-translation: setup ## SENTENCES=s.tsv
	@$(PYTHON) -m okienko_translation.evaluation $(if $(SENTENCES),--sentences $(SENTENCES))
eval-speech: setup ## SENTENCES=s.tsv NORMALISATION=n.tsv
	@UV_PROJECT_ENVIRONMENT=.local/venv-evaluation $(UV) run --quiet --frozen --package okienko-speech --group evaluation \
		python -m okienko_speech.evaluation $(if $(SENTENCES),--sentences $(SENTENCES)) $(if $(NORMALISATION),--normalisation $(NORMALISATION))
lexicon-sheet: setup ## Contact sheet of the signs, SIGNS="DOWÓD A 800"
	@$(PYTHON) -m okienko_signing.contact_sheet $(SIGNS)
docs: $(STAMPS)/proto ## Write docs/settings.md from the settings classes
	@$(PYTHON) -m okienko_common.settings_table $(foreach s,$(SERVICES),okienko_$(s).settings:$(shell echo $(s) | sed 's/./\U&/')Settings) okienko_gateway.settings:GatewaySettings okienko_common.tls:TlsSettings > docs/settings.md
