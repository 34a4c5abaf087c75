import gate from '../../../features/access/messages/nl.json';
import contracts from '../../../features/contracts/messages/nl.json';
import form from '../../../kit/ui/form/messages/nl.json';
import parts from '../../../kit/ui/messages/nl.json';
import shell from '../messages/nl.json';

export const words = { ...shell, ...parts, ...contracts };
export const gateWords = { ...gate, ...form };
