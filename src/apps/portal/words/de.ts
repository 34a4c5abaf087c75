import gate from '../../../features/access/messages/de.json';
import contracts from '../../../features/contracts/messages/de.json';
import form from '../../../kit/ui/form/messages/de.json';
import parts from '../../../kit/ui/messages/de.json';
import shell from '../messages/de.json';

export const words = { ...shell, ...parts, ...contracts };
export const gateWords = { ...gate, ...form };
