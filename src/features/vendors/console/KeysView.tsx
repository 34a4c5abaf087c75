import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { ApiKeys, NewApiKeyPage } from './ApiKeys.tsx';
import { NewSigningKeyPage, SigningKeys } from './SigningKeys.tsx';
import type { KeysMessage } from './words.ts';

/** `/keys` and `/keys/new` for the API, `/keys/signing` and `/keys/signing/new` for tokens signed by the vendor. */
export const KeysView = watching(function KeysView({ path, ...props }: ViewProps<KeysMessage>) {
  if (path[0] === 'signing')
    return path[1] === 'new' ? <NewSigningKeyPage {...props} /> : <SigningKeys {...props} />;
  return path[0] === 'new' ? <NewApiKeyPage {...props} /> : <ApiKeys {...props} />;
});
