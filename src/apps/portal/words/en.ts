import contracts from '../../../features/contracts/messages/en.json';
import parts from '../../../kit/ui/messages/en.json';
import shell from '../messages/en.json';

export const words = { ...shell, ...parts, ...contracts };
