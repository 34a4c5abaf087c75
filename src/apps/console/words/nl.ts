import desk from '../../../kit/ui/console/messages/nl.json';
import form from '../../../kit/ui/form/messages/nl.json';
import parts from '../../../kit/ui/messages/nl.json';
import shell from '../messages/nl.json';

export const words = { ...shell, ...parts, ...form, ...desk };
