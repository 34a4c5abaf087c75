import contracts from '../../../features/contracts/messages/de.json';
import parts from '../../../kit/ui/messages/de.json';
import shell from '../messages/de.json';

export const words = { ...shell, ...parts, ...contracts };
