import type { PortalElement } from './mount.ts';

/** The element's wishes and surroundings as they are now, for live changes; the loader reads the same at the start. */
export function optionsOf(el: PortalElement): object {
  const frame = el.root.querySelector('iframe') as HTMLIFrameElement;
  const look = getComputedStyle(el);
  const link = document.body.appendChild(document.createElement('a'));
  link.href = '#';
  const tokens: Record<string, string> = {
    'host-font': look.fontFamily,
    'host-size': look.fontSize,
    'host-text': look.color,
    'host-link': getComputedStyle(link).color,
    'host-radius': getComputedStyle(document.querySelector('button') ?? el).borderRadius,
  };
  link.remove();
  for (let at: Element | null = el; at; at = at.parentElement) {
    const ground = getComputedStyle(at).backgroundColor;
    if (/, 0\)$/.test(ground)) continue;
    tokens['host-bg'] = ground;
    break;
  }
  for (const name of el.computedStyleMap?.().keys() ?? look)
    if (name.startsWith('--portico-')) tokens[name.slice(10)] = look.getPropertyValue(name);
  const scheme = el.getAttribute('scheme') ?? (/255/.test(look.columnRuleColor) ? 'light' : 'dark');
  frame.style.colorScheme = scheme;
  return { language: el.getAttribute('language'), scheme, tokens };
}
