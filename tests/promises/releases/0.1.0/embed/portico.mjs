// embed/core.ts
/** One loader per page, whichever way it came: found by this symbol, which page markup cannot shadow. */
var registryKey = Symbol.for("portico");
var style = ":host(:not([hidden])){display:block;position:relative;min-height:480px;column-rule-color:Canvas}iframe{display:block;border:0;width:100%;min-height:inherit}slot~iframe{position:absolute;opacity:0;pointer-events:none}";
/** Starts the loader of a page; `base` is the service's origin. */
function start(base) {
	let loading;
	const call = async (name, ...given) => {
		loading ??= import(
			/* @vite-ignore */
			/* webpackIgnore: true */
			`${base}/v1/bridge-1416f0.js`
);
		(await loading)[name]?.(...given);
	};
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(style);
	customElements.define("portico-portal", class extends HTMLElement {
		root = this.attachShadow({ mode: "open" });
		connectedCallback() {
			if (this.mount) return;
			const el = this;
			const [portal, panel, language, wanted] = [
				"portal",
				"panel",
				"language",
				"scheme"
			].map((name) => el[name] ?? el.getAttribute(name));
			const nonce = `${crypto.getRandomValues(/* @__PURE__ */ new Uint32Array(4))}`;
			const abort = new AbortController();
			const frame = document.createElement("iframe");
			const slot = document.createElement("slot");
			this.root.adoptedStyleSheets = [sheet];
			const look = getComputedStyle(el);
			const scheme = wanted ?? (/255/.test(look.columnRuleColor) ? "light" : "dark");
			frame.style.colorScheme = scheme;
			const tokens = {
				n: nonce,
				"host-font": look.fontFamily,
				"host-text": look.color
			};
			for (const name of el.computedStyleMap?.().keys() ?? look) if (/^--portico-/.test(name)) tokens[name] = look.getPropertyValue(name);
			const event = ({ name, detail }) => el.dispatchEvent(new CustomEvent(`portico:${name}`, {
				bubbles: true,
				composed: true,
				detail: {
					panel,
					...detail,
					portal,
					instance: nonce,
					at: /* @__PURE__ */ new Date()
				}
			}));
			const fail = (detail) => call("fail", el, detail, abort).catch(() => event({
				name: "error",
				detail
			}));
			const ask = async () => (el.fetchToken ?? window.portico?.fetchToken)?.call?.(el, {
				reason: "initial",
				portal,
				panel,
				signal: abort.signal
			});
			let first = ask();
			first.catch(() => {});
			const m = {
				abort,
				async hello() {
					try {
						const token = await first ?? await ask();
						first = void 0;
						frame.contentWindow?.postMessage({
							portico: 1,
							type: "init",
							nonce,
							token
						}, base);
					} catch {
						fail({ code: "token_failed" });
					}
				},
				bridge: (data, [port]) => call("attach", el, port, data),
				height({ px }) {
					if (px > 0) {
						slot.remove();
						frame.height = Math.min(1e4, px);
					}
				},
				event
			};
			this.mount = m;
			addEventListener("message", ({ source, origin, data, ports }) => {
				if (source === frame.contentWindow && origin === base && data.nonce === nonce) m[data.type]?.(data, ports);
			}, abort);
			setTimeout(fail, 1e4, { code: "frame_timeout" });
			frame.title = panel ?? portal;
			frame.allow = "payment;clipboard-write";
			frame.src = `${base}/p/${portal}${panel ? `/${panel}` : ""}?v=1&scheme=${scheme}${language ? `&language=${language}` : ""}#${new URLSearchParams(tokens)}`;
			this.root.replaceChildren(el.childElementCount ? slot : "", frame);
		}
		disconnectedCallback() {
			queueMicrotask(() => {
				if (!this.isConnected) this.mount = this.mount?.abort.abort();
			});
		}
	});
	const scan = () => {
		let last;
		for (const tag of document.querySelectorAll("script:is([data-portal],[data-portico-config]):not([data-mounted])")) {
			tag.dataset.mounted = "";
			if (tag.isEqualNode(last)) continue;
			last = tag;
			const config = tag.text ? JSON.parse(tag.text) : tag.dataset;
			const el = document.createElement("portico-portal");
			for (const name in config) el.setAttribute(name, config[name]);
			if (config.target || tag.closest("head")) document.querySelector(config.target ?? "body")?.append(el);
			else tag.after(el);
		}
	};
	if (document.readyState === "loading") addEventListener("DOMContentLoaded", scan);
	else scan();
	addEventListener("click", (event) => {
		const trigger = event.target.closest("[data-portico-open]");
		if (trigger) {
			event.preventDefault();
			call("press", trigger);
		}
	});
	return scan;
}

// embed/npm.ts
var originOf = (given) => {
	if (given) return new URL(given).origin;
	const tag = document.querySelector("[src*=\"/v1/portico.js\"]");
	const own = /\/v1[^/]*\/(portico|react)\.mjs/.test(import.meta.url) ? import.meta.url : tag?.src;
	if (!own) throw new TypeError("Portico: createPortal needs { origin: \"https://…\" } here. (config_invalid)");
	return new URL(own).origin;
};
/** Defines `<portico-portal>` once for the page, whoever comes first: this module or the script tag. */
function prepare(origin) {
	const base = originOf(origin);
	const page = window;
	page[registryKey] ??= start(base);
	return base;
}
var names = [
	"portal",
	"panel",
	"language",
	"scheme"
];
var apply = (element, options) => {
	for (const name of names) {
		const value = options[name];
		if (value) element.setAttribute(name, value);
		else if (name in options) element.removeAttribute(name);
	}
	if (options.fetchToken) element.fetchToken = options.fetchToken;
};
/** Makes a portal. Importing this module does nothing, so it may be imported while rendering on a server. */
function createPortal(options) {
	const base = prepare(options.origin);
	const element = document.createElement("portico-portal");
	const ended = new AbortController();
	const bridged = async () => {
		await import(
			/* @vite-ignore */
			/* webpackIgnore: true */
			`${base}/v1/bridge-1416f0.js`
);
		return element;
	};
	const portal = {
		element,
		open: async (panel) => (await bridged()).open(panel),
		close: async () => (await bridged()).close(),
		navigate: async (panel) => (await bridged()).navigate(panel),
		logout: async () => (await bridged()).logout(),
		update: (changes) => apply(element, changes),
		destroy() {
			ended.abort();
			const around = element.parentElement;
			element.remove();
			if (around?.shadowRoot?.querySelector("dialog")) around.remove();
		},
		on(name, listener) {
			const end = new AbortController();
			element.addEventListener(`portico:${name}`, (event) => listener(event.detail), { signal: AbortSignal.any([ended.signal, end.signal]) });
			return () => end.abort();
		}
	};
	apply(element, options);
	for (const name in options.on) {
		const listener = options.on[name];
		if (listener) portal.on(name, listener);
	}
	const { target } = options;
	const place = typeof target === "string" ? document.querySelector(target) : target;
	if (target && !place) throw new TypeError(`Portico: no element "${target}" on this page. (config_invalid)`);
	place?.append(element);
	return portal;
}

export { createPortal, prepare };