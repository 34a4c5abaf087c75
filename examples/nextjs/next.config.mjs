const portico = process.env.PORTICO_URL ?? 'http://localhost:4400';

/** A strict policy: what the portal needs is Portico's address in `script-src` and `frame-src`, and nothing else. */
const policy = [
  "default-src 'self'",
  // Next writes inline scripts of its own; a nonce in its middleware would do without 'unsafe-inline'.
  `script-src 'self' 'unsafe-inline' ${process.env.NODE_ENV === 'development' ? "'unsafe-eval' " : ''}${portico}`,
  "style-src 'self' 'unsafe-inline'",
  `frame-src ${portico}`,
  "frame-ancestors 'none'",
].join('; ');

export default {
  headers: async () => [{ source: '/:path*', headers: [{ key: 'content-security-policy', value: policy }] }],
};
