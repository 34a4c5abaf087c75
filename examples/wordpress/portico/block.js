// The block in the editor: a box with its settings beside it. On the page PHP draws it, as it draws the shortcode.
((blocks, { createElement }, { InspectorControls, useBlockProps }, { PanelBody, TextControl }, { __ }) => {
  const fields = [
    ['portal', __('Portal', 'portico'), __('Empty: the one of the settings.', 'portico')],
    ['panel', __('Opens with', 'portico'), 'contracts'],
    ['language', __('Language', 'portico'), 'de'],
    ['scheme', __('Scheme', 'portico'), 'light, dark'],
  ];
  blocks.registerBlockType('portico/portal', {
    edit: ({ attributes, setAttributes }) =>
      createElement(
        'div',
        useBlockProps(),
        createElement(
          InspectorControls,
          null,
          createElement(
            PanelBody,
            { title: __('Customer portal', 'portico') },
            fields.map(([name, label, help]) =>
              createElement(TextControl, {
                key: name,
                label,
                help,
                value: attributes[name],
                onChange: (value) => setAttributes({ [name]: value }),
              }),
            ),
          ),
        ),
        createElement(
          'p',
          null,
          `${__('Customer portal', 'portico')} ${attributes.portal} ${attributes.panel}`.trim(),
        ),
      ),
    save: () => null,
  });
})(window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.i18n);
