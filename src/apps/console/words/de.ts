import desk from '../../../kit/ui/console/messages/de.json';
import form from '../../../kit/ui/form/messages/de.json';
import parts from '../../../kit/ui/messages/de.json';
import shell from '../messages/de.json';

export const words = { ...shell, ...parts, ...form, ...desk };
