import java.io.File;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;

/** Validates a file by a schema with what Java brings: Validate SCHEMA FILE. An error ends it with exit code 1. */
class Validate {
    public static void main(String[] arguments) throws Exception {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, false);
        Validator validator = factory.newSchema(new File(arguments[0])).newValidator();
        validator.validate(new StreamSource(new File(arguments[1])));
    }
}
