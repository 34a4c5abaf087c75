import about from '../../../package.json' with { type: 'json' };

/** Of this program, as released: `0.2.0`. */
export const version: string = about.version;
