export { default as words } from '../../said/messages/de.json';
