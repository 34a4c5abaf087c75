import contracts from '../../../features/contracts/messages/nl.json';
import parts from '../../../kit/ui/messages/nl.json';
import shell from '../messages/nl.json';

export const words = { ...shell, ...parts, ...contracts };
