export { default as words } from '../../said/messages/nl.json';
