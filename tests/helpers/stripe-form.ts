/** A request as Stripe's API takes it: form-encoded, nested by brackets, every field one it knows. */
export type Fields = { [name: string]: string | Fields };

/** `line_items[0][price_data][currency]=eur` as objects. */
export function parseForm(text: string): Fields {
  const fields: Fields = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split('[').map((part) => part.replace(/\]$/, ''));
    let at = fields;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      at[part] = typeof next === 'object' ? next : {};
      at = at[part] as Fields;
    }
    const last = path.at(-1) as string;
    // `expand[]=a&expand[]=b`: a list without numbers.
    at[last === '' ? String(Object.keys(at).length) : last] = value;
  }
  return fields;
}

/** What a request takes, by name; `!` in front: needed. `map`: any names. `list`: numbered ones of this. */
export type Shape = {
  readonly [name: string]: 'text' | 'number' | 'map' | Shape | readonly [Shape | 'text'];
};

/** The first field that Stripe would refuse. */
export function refusalOf(given: Fields, shape: Shape, at = ''): { param: string; message: string } | null {
  const known = Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => [name.replace('!', ''), kind]),
  );
  const path = (name: string) => (at === '' ? name : `${at}[${name}]`);
  for (const [name, value] of Object.entries(given)) {
    const kind = known[name];
    const param = path(name);
    if (kind === undefined) return { param, message: `Received unknown parameter: ${param}` };
    if (kind === 'map') continue;
    if (Array.isArray(kind)) {
      if (typeof value === 'string') return { param, message: 'Invalid array' };
      for (const [index, item] of Object.entries(value)) {
        const of = kind[0] as Shape | 'text';
        if (of === 'text' || typeof item === 'string') continue;
        const found = refusalOf(item, of, path(`${name}][${index}`));
        if (found) return found;
      }
    } else if (typeof kind === 'object') {
      if (typeof value === 'string') return { param, message: 'Invalid object' };
      const found = refusalOf(value, kind as Shape, param);
      if (found) return found;
    } else if (typeof value !== 'string') return { param, message: 'Invalid string' };
    else if (kind === 'number' && !/^-?\d+$/.test(value))
      return { param, message: `Invalid integer: ${value}` };
  }
  const missing = Object.keys(shape).find(
    (name) => name.startsWith('!') && given[name.slice(1)] === undefined,
  );
  return missing
    ? { param: path(missing.slice(1)), message: `Missing required param: ${path(missing.slice(1))}.` }
    : null;
}
