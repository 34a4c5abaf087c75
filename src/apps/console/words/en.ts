import desk from '../../../kit/ui/console/messages/en.json';
import form from '../../../kit/ui/form/messages/en.json';
import parts from '../../../kit/ui/messages/en.json';
import shell from '../messages/en.json';

export const words = { ...shell, ...parts, ...form, ...desk };
