import gate from '../../../features/access/messages/fr.json';
import contracts from '../../../features/contracts/messages/fr.json';
import form from '../../../kit/ui/form/messages/fr.json';
import parts from '../../../kit/ui/messages/fr.json';
import shell from '../messages/fr.json';

export const words = { ...shell, ...parts, ...contracts };
export const gateWords = { ...gate, ...form };
