import { connect } from 'node:tls';
import type { AddressFinding } from '../schema.ts';

type Fault = (AddressFinding & { code: 'certificate' })['reason'];
export type Certificate =
  | { readonly until: string; readonly fault?: never }
  | { readonly until?: never; readonly fault: Fault };

const faults: Readonly<Record<string, Fault>> = {
  CERT_HAS_EXPIRED: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
};

/**
 * The certificate that a browser would be shown for a name: asked of our own public address, never of an address that
 * somebody else's record gives. The first question makes the proxy get one, so there is time for that.
 */
export function certificateFor(host: string, publicUrl: string, timeoutMs = 25_000): Promise<Certificate> {
  const { hostname, port } = new URL(publicUrl);
  return new Promise((done) => {
    const socket = connect({
      ...{ host: hostname, port: Number(port || 443), servername: host },
      // What is wrong with it is the answer, not a failure.
      rejectUnauthorized: true,
    });
    const answer = (found: Certificate) => {
      socket.destroy();
      done(found);
    };
    socket.setTimeout(timeoutMs, () => answer({ fault: 'connection' }));
    socket.once('secureConnect', () =>
      answer({ until: new Date(socket.getPeerCertificate().valid_to).toISOString() }),
    );
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      const known = faults[code] ?? (/CERT|ISSUER|SIGNED|SIGNATURE/.test(code) ? 'untrusted' : 'connection');
      answer({ fault: known });
    });
  });
}
