'use client';

import { Portal } from 'portico/react';
import { useState } from 'react';

/** `null` tells the portal that nobody is signed in. */
async function fetchToken({ signal }: { signal: AbortSignal }): Promise<string | null> {
  const answer = await fetch('/api/portal-token', { signal });
  return answer.ok ? answer.text() : null;
}

export function Account({ origin }: { readonly origin: string }) {
  const [said, setSaid] = useState('');
  return (
    <>
      <Portal
        portal="lumen"
        panel="contracts"
        origin={origin}
        fetchToken={fetchToken}
        on={{
          ready: () => setSaid('Your account is ready.'),
          'profile.updated': () => setSaid('Thank you, we know your new details.'),
        }}
      >
        <a href={`${origin}/p/lumen`}>Open your account</a>
      </Portal>
      <p role="status">{said}</p>
    </>
  );
}
