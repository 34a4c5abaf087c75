import { useEffect, useState } from 'preact/hooks';
import { ProofNotice } from '../../../features/signup/portal/ProofNotice.tsx';
import { translator } from '../../../kit/browser/words.ts';
import type { Words } from '../../../kit/common/message.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../portal.ts';

export const UnprovenEmail = watching(function UnprovenEmail({ portal }: { readonly portal: Portal }) {
  const language = portal.language.value;
  const [words, setWords] = useState<Words | undefined>(undefined);
  // What is proven now is still told here, for as long as the page stands.
  const [email] = useState(portal.bootstrap.value?.unprovenEmail ?? '');
  useEffect(() => {
    void portal.wordsOf('signup', language).then(
      (found) => setWords(found),
      () => {}, // Without its words it stays away; the account works all the same.
    );
  }, [portal, language]);
  if (!words) return null;
  const t = translator<never>({ ...portal.words.value, ...words }, portal.manner.value);
  return (
    <ProofNotice
      t={t}
      email={email}
      onProve={async (code) => (await portal.http()).post('/portal/v1/email-proof', { code })}
      onAgain={async () => (await portal.http()).post('/portal/v1/email-proof/mail')}
    />
  );
});
