import contracts from '../../../features/contracts/messages/fr.json';
import parts from '../../../kit/ui/messages/fr.json';
import shell from '../messages/fr.json';

export const words = { ...shell, ...parts, ...contracts };
